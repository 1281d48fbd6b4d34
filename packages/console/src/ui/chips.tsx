import { Badge, Group, Tooltip } from "@mantine/core";

const SHOWN = 3;

interface Restriction {
  readonly enabled: boolean;
  readonly projects: readonly string[];
  readonly restrictionMode: "in" | "notIn";
  readonly environments: readonly string[] | null;
}

/** What a role reaches, as chips. Nothing where it reaches everything. */
export function RestrictionChips({ restriction }: { readonly restriction: Restriction | undefined }) {
  if (!restriction?.enabled) return null;
  const { projects, environments, restrictionMode } = restriction;
  const names = restrictionMode === "in" ? projects : projects.map((project) => `not ${project}`);
  const all = restrictionMode === "in" && projects.includes("*");
  const none = restrictionMode === "in" && projects.length === 0;
  return (
    <Chips
      names={[
        ...(all ? [] : none ? ["no projects"] : names),
        ...(environments ?? []).map((name) => `in ${name}`),
      ]}
    />
  );
}

/** The first few, and how many more there are. */
export function Chips({ names }: { readonly names: readonly string[] }) {
  const more = names.slice(SHOWN);
  return (
    <Group gap={4} component="span" display="inline-flex">
      {names.slice(0, SHOWN).map((name) => (
        <Chip key={name}>{name}</Chip>
      ))}
      {more.length > 0 && (
        <Tooltip label={more.join(", ")} multiline maw={320}>
          <span>
            <Chip>{`${more.length} more`}</Chip>
          </span>
        </Tooltip>
      )}
    </Group>
  );
}

export function Chip({ children }: { readonly children: string }) {
  return (
    <Badge variant="default" size="sm" radius="sm" tt="none" fw={500} component="span">
      {children}
    </Badge>
  );
}
