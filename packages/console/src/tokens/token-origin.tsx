import { Link } from "@tanstack/react-router";
import { usePlace } from "../app/place.ts";
import { tokenLink } from "./token-links.ts";
import type { TokenRow } from "./token-operations.ts";

/** Who issued it; a trust rule leads to itself. */
export function TokenCreator({ token: { creator } }: { readonly token: TokenRow }) {
  const { org, team, can } = usePlace();
  const name = <bdi>{creator.name}</bdi>;
  if (creator.type !== "trust_rule") return name;
  if (team === undefined || !can("team:admin:trust-rules:read")) return <>the trust rule {name}</>;
  return (
    <>
      the trust rule{" "}
      <Link to="/o/$org/t/$team/trust-rules/$trustRuleId" params={{ org, team, trustRuleId: creator.id }}>
        {name}
      </Link>
    </>
  );
}

/** Whose it is. A member whom somebody else issued it to is not named: not everybody may see who is a member. */
export function TokenOwner({ token: { owner, memberId, creator } }: { readonly token: TokenRow }) {
  const { team, membership } = usePlace();
  if (owner === "team") return team === undefined ? "the organization" : "the team";
  if (memberId === membership.memberId) return "you";
  return creator.id === memberId ? <bdi>{creator.name}</bdi> : "a member";
}

/** The token that it was derived from: it ends with it. */
export function TokenParent({ token: { derivedFrom } }: { readonly token: TokenRow }) {
  const place = usePlace();
  return (
    derivedFrom && (
      <>
        <Link {...tokenLink(place, derivedFrom.tokenId)}>
          <bdi>{derivedFrom.name}</bdi>
        </Link>
        , and ends with it
      </>
    )
  );
}
