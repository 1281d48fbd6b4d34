import { Text } from "@mantine/core";

interface Named {
  readonly name?: string | undefined;
  readonly emails: readonly { readonly address: string }[];
}

/** The name, or the address of whoever was invited without one. */
export function memberName({ name, emails }: Named): string {
  return name ?? emails[0]?.address ?? "";
}

export function MemberName({ member }: { readonly member: Named }) {
  const { name, emails } = member;
  return (
    <>
      <Text fz={13} fw={500} style={{ overflowWrap: "anywhere" }}>
        <bdi>{memberName(member)}</bdi>
      </Text>
      {name !== undefined && (
        <Text fz={12} c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {emails[0]?.address}
        </Text>
      )}
    </>
  );
}
