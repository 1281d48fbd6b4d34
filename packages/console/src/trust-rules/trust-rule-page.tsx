import { Anchor, Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { read } from "../api/read.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { useTeamPlace } from "../app/place.ts";
import { AuditFeed } from "../audit-events/audit-feed.tsx";
import { RoleAbility } from "../tokens/role-ability.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { DeleteTrustRuleDialog } from "./delete-trust-rule-dialog.tsx";
import { EditTrustRule } from "./edit-trust-rule.tsx";
import { JobSnippet } from "./job-snippet.tsx";
import { RuleAdvice } from "./rule-advice.tsx";
import type { TrustRule } from "./trust-rule.ts";
import { TrustRuleFacts } from "./trust-rule-facts.tsx";
import { trustRulesLink } from "./trust-rule-links.ts";

export function TrustRulePage() {
  const { trustRuleId = "" } = useParams({ strict: false });
  const { org, team, can } = useTeamPlace();
  const params = { teamId: team, trustRuleId };
  const { data: rule, error, refetch } = useQuery(read(org, "getTrustRule", { params }));
  if (error && !rule) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <RuleHeader rule={rule} />
      {rule ? (
        <Stack gap="lg">
          <TrustRuleFacts rule={rule} />
          <RuleAdvice advice={rule.advice} />
          <JobSnippet rule={rule} />
          {can("team:admin:trust-rules:update") && <EditTrustRule key={rule.id} rule={rule} />}
          <AuditFeed filter={{ target: rule.id }} />
        </Stack>
      ) : (
        <Skeleton height={420} />
      )}
    </>
  );
}

function RuleHeader({ rule }: { readonly rule: TrustRule | undefined }) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...trustRulesLink(place)} />}>
      Trust rules
    </Anchor>
  );
  if (!rule) return <PageHeader title="Trust rule" back={back} />;
  const remove = place.can("team:admin:trust-rules:delete") && (
    <Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setDeleting(true)}>
      Delete
    </Button>
  );
  return (
    <PageHeader title={rule.name} back={back} actions={remove}>
      {rule.description && <div>{rule.description}</div>}
      <RoleAbility roleId={rule.roleId} name={rule.roleId} narrowing={rule.narrowing} />
      {deleting && (
        <DeleteTrustRuleDialog
          rule={rule}
          onDeleted={() => void navigate({ ...trustRulesLink(place), replace: true })}
          onClose={() => setDeleting(false)}
        />
      )}
    </PageHeader>
  );
}
