import { Text } from "@mantine/core";
import type { TeamPlace } from "../app/place.ts";
import { durationWords } from "../tokens/lifetimes.ts";
import { Chips } from "../ui/chips.tsx";
import type { Column } from "../ui/column.ts";
import { RelativeTime } from "../ui/relative-time.tsx";
import { RowLink } from "../ui/row-link.tsx";
import { issuerWords } from "./ci-systems.ts";
import { conditionWords } from "./claim-condition.ts";
import type { TrustRule } from "./trust-rule.ts";
import { trustRuleLink } from "./trust-rule-links.ts";

export function trustRuleColumns(place: TeamPlace): Column<TrustRule>[] {
  return [
    { key: "name", title: "Name", cell: (rule) => <NameCell place={place} rule={rule} /> },
    { key: "trusts", title: "Trusts", cell: (rule) => <TrustsCell rule={rule} /> },
    { key: "role", title: "Role", cell: ({ roleId }) => roleId },
    {
      key: "lifetime",
      title: "Lifetime",
      cell: ({ lifetimeSeconds }) => durationWords(lifetimeSeconds),
    },
    { key: "used", title: "Last used", cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} /> },
  ];
}

function NameCell({ place, rule }: { readonly place: TeamPlace; readonly rule: TrustRule }) {
  return (
    <>
      <RowLink {...trustRuleLink(place, rule.id)}>
        <bdi>{rule.name}</bdi>
      </RowLink>
      {rule.description && (
        <Text fz={12} c="dimmed" lineClamp={1} maw="36ch">
          {rule.description}
        </Text>
      )}
    </>
  );
}

function TrustsCell({ rule }: { readonly rule: TrustRule }) {
  return (
    <>
      {issuerWords(rule.issuer)}
      <div>
        <Chips names={rule.claims.map(conditionWords)} />
      </div>
    </>
  );
}
