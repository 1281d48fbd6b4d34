import { type Exposure, exposureOf, type Principal } from "@keywright/verifier";

/** By the exposure of the token that came. */
const SENTENCES: Readonly<Record<Exposure, string>> = {
  publishable: "A publishable token cannot be used here: this endpoint takes secret tokens only.",
  secret:
    "A secret token cannot be used here: this endpoint takes publishable tokens only. " +
    "Never put a secret token into a page or an app.",
};

/** What whoever used a token of the wrong exposure is told. */
export function wrongExposure(principal: Principal): string {
  return SENTENCES[exposureOf(principal)];
}
