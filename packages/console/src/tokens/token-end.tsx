import { Alert, Anchor, Text } from "@mantine/core";
import { IconBan, IconClock } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { useNow } from "../ui/now.ts";
import { exactTime, RelativeTime } from "../ui/relative-time.tsx";
import { endedWords } from "./ended-words.ts";
import { tokensLink } from "./token-links.ts";
import { type TokenRow, useTokenPermission } from "./token-operations.ts";

const DAY_MS = 24 * 3600 * 1000;

/** That it will end soon and what to do about it, or what ended it. Nothing while it has time. */
export function TokenEnd({ token }: { readonly token: TokenRow }) {
  if (token.ended) return <HasEnded ended={token.ended} />;
  if (token.status === "expiring" && token.expiresAt !== null) {
    return <EndsSoon token={token} expiresAt={token.expiresAt} />;
  }
  return null;
}

function HasEnded({ ended }: { readonly ended: NonNullable<TokenRow["ended"]> }) {
  return (
    <Alert color="gray" icon={<IconBan size={18} />} title={endedWords(ended)} role="status">
      {exactTime(ended.at)}, <RelativeTime at={ended.at} />. Its keys are refused everywhere, for good.
    </Alert>
  );
}

interface EndsSoonProps {
  readonly token: TokenRow;
  readonly expiresAt: string;
}

function EndsSoon({ token, expiresAt }: EndsSoonProps) {
  const place = usePlace();
  const may = useTokenPermission();
  const daysLeft = (Date.parse(expiresAt) - useNow()) / DAY_MS;
  return (
    <Alert color="yellow" icon={<IconClock size={18} />} title={titleOf(daysLeft)} role="status">
      <Text fz={14}>
        From {exactTime(expiresAt)} on, whatever uses it is refused. A new key does not let it live longer:
        issue another token, put it where this one is used, then revoke this one.
        {token.derivedFrom === undefined && may("create", token) && (
          <>
            {" "}
            <Anchor
              fz={14}
              underline="always"
              renderRoot={(props) => <Link {...props} {...tokensLink(place, { issue: "yes" })} />}
            >
              Issue another token
            </Anchor>
          </>
        )}
      </Text>
    </Alert>
  );
}

function titleOf(daysLeft: number): string {
  if (daysLeft < 1) return "Expires within a day";
  const days = Math.round(daysLeft);
  return days === 1 ? "Expires in 1 day" : `Expires in ${days} days`;
}
