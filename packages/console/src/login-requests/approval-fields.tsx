import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTokenOperations } from "../tokens/token-operations.ts";
import { Failure } from "../ui/failure.tsx";
import { ApprovalChoice, type ApprovalChoiceProps } from "./approval-choice.tsx";

type ApprovalFieldsProps = Omit<ApprovalChoiceProps, "roles" | "tokenPolicy">;

/** What may be chosen in one organization or team, once it is known. */
export function ApprovalFields(props: ApprovalFieldsProps) {
  const { data, error, refetch } = useQuery(useTokenOperations().issuable());
  if (!data && !error) return <Skeleton height={270} />;
  const roles = data?.roles.filter(({ owners }) => owners.includes("member")) ?? [];
  if (data && roles.length > 0) {
    return <ApprovalChoice {...props} roles={roles} tokenPolicy={data.tokenPolicy} />;
  }
  return (
    <Stack gap="md">
      {error ? <Failure error={error} retry={() => void refetch()} /> : <Text fz={14}>{NO_ROLE}</Text>}
      {props.deny}
    </Stack>
  );
}

const NO_ROLE =
  "You hold no role here that tokens can be issued from. Choose another organization or team, or ask an owner for a role.";
