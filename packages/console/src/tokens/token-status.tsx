import { Text } from "@mantine/core";
import { Status, type Tone } from "../ui/status.tsx";
import { endedWords } from "./ended-words.ts";
import type { TokenRow } from "./token-operations.ts";

const TONES: Record<TokenRow["status"], Tone> = {
  active: "good",
  expiring: "warn",
  expired: "idle",
  revoked: "bad",
};

/** A dot and a word: active, expiring, expired, revoked. */
export function TokenStatus({ token: { status } }: { readonly token: Pick<TokenRow, "status"> }) {
  return <Status tone={TONES[status]}>{status}</Status>;
}

/** And, in a list, what ended it. */
export function TokenStanding({ token }: { readonly token: TokenRow }) {
  const { ended } = token;
  return (
    <>
      <TokenStatus token={token} />
      {ended && ended.reason !== "expired" && (
        <Text fz={12} c="dimmed" lineClamp={2} maw="28ch">
          {endedWords(ended)}
        </Text>
      )}
    </>
  );
}
