import { Text } from "@mantine/core";
import { OutsidePage } from "../sign-in/outside-page.tsx";
import type { LoginRequest } from "./login-request.ts";

type Ended = Exclude<LoginRequest["status"], "pending"> | "unknown";

const AGAIN = "Begin again in your terminal with keywright login.";
const WORDS: Record<Ended, readonly [title: string, words: string]> = {
  approved: ["Approved already", "This login was approved. The terminal goes on by itself in a few seconds."],
  redeemed: ["Logged in already", "The command line has its token. A login works once."],
  denied: ["This login was denied", `Nobody was logged in. If it was yours: ${AGAIN}`],
  expired: ["This login has expired", `It was not approved in time. ${AGAIN}`],
  unknown: [
    "There is no such login",
    `The address is not whole, the login has ended, or it is for somebody else. ${AGAIN}`,
  ],
};

/** A login that nobody can approve any more. */
export function EndedPage({ status }: { readonly status: Ended }) {
  const [title, words] = WORDS[status];
  return (
    <OutsidePage title={title}>
      <Text fz={14}>{words}</Text>
    </OutsidePage>
  );
}
