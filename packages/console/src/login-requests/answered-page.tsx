import { Anchor, Text } from "@mantine/core";
import { OutsidePage } from "../sign-in/outside-page.tsx";

export interface Answered {
  readonly verdict: "approved" | "denied";
  /** Where the command line waits for its answer in this browser. */
  readonly redirectTo: string | undefined;
}

const TITLES = { approved: "Approved", denied: "Denied" } as const;

/** What is seen when the terminal goes on by itself, or until the browser has gone there. */
export function AnsweredPage({ answered: { verdict, redirectTo } }: { readonly answered: Answered }) {
  return (
    <OutsidePage title={TITLES[verdict]}>
      {redirectTo === undefined ? (
        <Text fz={14}>
          {verdict === "approved"
            ? "You can close this page; the terminal goes on."
            : "Nobody was logged in. You can close this page."}
        </Text>
      ) : (
        <Text fz={14}>
          Back to your terminal. If nothing happens, <Anchor href={redirectTo}>go there yourself</Anchor>.
        </Text>
      )}
    </OutsidePage>
  );
}
