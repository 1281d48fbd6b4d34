import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CopyField } from "../ui/copy-field.tsx";
import { Failure } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { type TokenRow, useTokenOperations } from "./token-operations.ts";

/** The value of a publishable token: its newest key, for whoever puts it into a page. */
export function PublishableValue({ token }: { readonly token: TokenRow }) {
  const { data, error, refetch } = useQuery(useTokenOperations().keys(token.id));
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  const value = data && newestOf(data.keys.filter(({ active }) => active))?.token;
  return (
    <Panel title="Value">
      {!data && <Skeleton height={150} />}
      {data && value === undefined && (
        <Text fz={14}>No key of this token works. Rotate it to get a new value.</Text>
      )}
      {value !== undefined && (
        <CopyField name="Token" label="Copy token" value={value}>
          <Text fz={13} c="dimmed">
            {token.narrowing?.allowedOrigins
              ? "No secret: it works on the websites named above, and on no others."
              : "No secret: the pages of any website may use it."}
          </Text>
        </CopyField>
      )}
    </Panel>
  );
}

function newestOf<Key extends { readonly issuedAt: string }>(keys: readonly Key[]): Key | undefined {
  return keys.toSorted((one, other) => Date.parse(other.issuedAt) - Date.parse(one.issuedAt))[0];
}
