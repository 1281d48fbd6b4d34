import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { externalTokensLink } from "../external-tokens/external-token-links.ts";
import { tokensLink } from "./token-links.ts";

/** A team's tokens: its own, and those that were issued elsewhere. Nothing for those who see one of the two alone. */
export function TokenKinds({ kind }: { readonly kind: "own" | "external" }) {
  const { org, team, can } = usePlace();
  const navigate = useNavigate();
  const seesBoth = can("team:admin:api-tokens:read") && can("team:admin:external-tokens:read");
  if (team === undefined || !seesBoth) return null;
  const place = { org, team };
  return (
    <Tabs
      value={kind}
      onChange={(next) => void navigate(next === "own" ? tokensLink(place) : externalTokensLink(place))}
    >
      <Tabs.List aria-label="Kinds of tokens">
        <Tabs.Tab value="own">Issued here</Tabs.Tab>
        <Tabs.Tab value="external">Issued elsewhere</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}
