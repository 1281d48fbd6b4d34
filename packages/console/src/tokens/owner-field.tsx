import { SegmentedControl, Text } from "@mantine/core";
import { usePlace } from "../app/place.ts";
import type { Owner, PersonalTokens } from "./issuable-role.ts";
import { PersonalTokensLeft } from "./personal-tokens-left.tsx";

interface OwnerFieldProps {
  readonly owners: readonly Owner[];
  readonly owner: Owner;
  readonly personalTokens: PersonalTokens;
  readonly onChange: (owner: Owner) => void;
}

/** Whose the token is: with a person it ends. */
export function OwnerField({ owners, owner, personalTokens, onChange }: OwnerFieldProps) {
  const { team } = usePlace();
  const place = team === undefined ? "The organization" : "The team";
  return (
    <div>
      {owners.length > 1 && (
        <>
          <Text component="div" id="owner" fz={14} fw={500} mb={4}>
            Belongs to
          </Text>
          <SegmentedControl
            aria-labelledby="owner"
            size="sm"
            data={[
              { value: "member", label: "Me" },
              { value: "team", label: place },
            ]}
            value={owner}
            onChange={onChange}
          />
        </>
      )}
      <Text fz={12} c="dimmed" mt={owners.length > 1 ? 4 : 0}>
        {owner === "member"
          ? "It belongs to you: it must expire, and is revoked when you lose the role or leave."
          : `It belongs to ${place.toLowerCase()}: it outlives your membership, until it expires or somebody revokes it.`}
      </Text>
      {owner === "member" && <PersonalTokensLeft personalTokens={personalTokens} />}
    </div>
  );
}
