import { Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { countOf } from "../ui/count-of.ts";
import { Failure } from "../ui/failure.tsx";
import { Form } from "../ui/form.tsx";
import { Panel } from "../ui/panel.tsx";
import type { TrustRule } from "./trust-rule.ts";
import { draftOf, editOf, type TrustRuleBody, type TrustRuleDraft } from "./trust-rule-draft.ts";
import { TrustRuleFields } from "./trust-rule-fields.tsx";

export function EditTrustRule({ rule }: { readonly rule: TrustRule }) {
  const { team, client } = useTeamPlace();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const save = useWrite((part: Partial<TrustRuleBody>, options) => {
    const params = { teamId: team, trustRuleId: rule.id };
    const narrowing = "narrowing" in part && { narrowing: part.narrowing ?? null };
    return client.patchTrustRule({ params, body: { ...part, ...narrowing } }, options);
  });
  const edit = editOf(draft, rule);
  const isEdited = Object.keys(edit).length > 0;
  const change = (part: Partial<TrustRuleDraft>) => setDraft({ ...draft, ...part });
  async function submit() {
    const answer = await save.run(edit);
    if (!answer) return;
    const { revokedTokens } = answer;
    notifications.show({
      message: revokedTokens > 0 ? `Saved, and revoked ${countOf(revokedTokens, "token")}.` : "Saved.",
    });
  }
  return (
    <Panel title="Edit">
      <Form onSubmit={submit}>
        <Stack gap="md" maw={640}>
          <TrustRuleFields draft={draft} onChange={change} error={save.error} />
          <Text fz={13} c="dimmed">
            Whatever is changed but name and description, tokens that it has issued are revoked at once: they
            were made for jobs that it may not trust any more.
          </Text>
          <Failure error={save.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.pending} disabled={!isEdited || draft.name.trim() === ""}>
              Save
            </Button>
          </Group>
        </Stack>
      </Form>
    </Panel>
  );
}
