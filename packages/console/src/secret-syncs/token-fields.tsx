import { Select, SimpleGrid, TextInput } from "@mantine/core";
import { PER_PAGE_MAX, VARIABLE_NAME_MAX_LENGTH } from "@keywright/contract";
import { useQuery } from "@tanstack/react-query";
import { read } from "../api/read.ts";
import { useTeamPlace } from "../app/place.ts";
import { Failure } from "../ui/failure.tsx";
import type { SourceFieldsProps } from "./source-fields.tsx";
import { proposedVariable, type SourceKind } from "./sync-draft.ts";

/** A token, made here or elsewhere, and what its key is called where it goes. */
export function TokenFields({ source, onChange, errorOf }: SourceFieldsProps) {
  const { tokens, error } = useDeliverable(source.kind);
  const field = source.kind === "token" ? "tokenId" : "externalTokenId";
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="Token"
          description="Its newest key, now and after every rotation"
          placeholder="Choose a token"
          required
          searchable
          allowDeselect={false}
          nothingFoundMessage={tokens ? "No active tokens" : "Loading"}
          data={(tokens ?? []).map(({ id, name }) => ({
            value: id,
            label: name,
          }))}
          value={source[field]}
          error={errorOf(`source.${field}`) ?? errorOf("source")}
          onChange={(chosen, option) => {
            const called = option?.label ?? "";
            const variable = source.variable || proposedVariable(called);
            onChange({ ...source, [field]: chosen, variable }, called);
          }}
        />
        <TextInput
          label="Variable"
          description="What it is called at the destination"
          required
          maxLength={VARIABLE_NAME_MAX_LENGTH}
          spellCheck={false}
          value={source.variable}
          error={errorOf("source.variable")}
          onChange={(event) => onChange({ ...source, variable: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Failure error={error} />
    </>
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

function useDeliverable(kind: SourceKind): {
  tokens: readonly Named[] | undefined;
  error: unknown;
} {
  const { org, team } = useTeamPlace();
  const params = { teamId: team };
  const own = useQuery({
    ...read(org, "listTokens", {
      params,
      query: { per_page: PER_PAGE_MAX, status: "active", sort: "name" },
    }),
    enabled: kind === "token",
  });
  const external = useQuery({
    ...read(org, "listExternalTokens", {
      params,
      query: { per_page: PER_PAGE_MAX },
    }),
    enabled: kind === "external-token",
  });
  if (kind === "token") return { tokens: own.data?.tokens, error: own.error };
  const tokens = external.data?.externalTokens.filter(({ status }) => status !== "revoked");
  return { tokens, error: external.error };
}
