import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWrite } from "../api/write.ts";
import { useTeamPlace } from "../app/place.ts";
import { FormDialog } from "../ui/form-dialog.tsx";
import { blankTrustRule, bodyOf, type TrustRuleBody, type TrustRuleDraft } from "./trust-rule-draft.ts";
import { TrustRuleFields } from "./trust-rule-fields.tsx";
import { trustRuleLink } from "./trust-rule-links.ts";

export function CreateTrustRuleDialog({ onClose }: { readonly onClose: () => void }) {
  const place = useTeamPlace();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => blankTrustRule(window.location.origin));
  const create = useWrite(({ narrowing, ...body }: TrustRuleBody, options) =>
    place.client.createTrustRule(
      { params: { teamId: place.team }, body: { ...body, ...(narrowing && { narrowing }) } },
      options,
    ),
  );
  const change = (part: Partial<TrustRuleDraft>) => setDraft({ ...draft, ...part });
  async function submit() {
    const rule = await create.run(bodyOf(draft));
    if (rule) void navigate(trustRuleLink(place, rule.id));
  }
  return (
    <FormDialog
      title="Create a trust rule"
      size="lg"
      verb="Create"
      write={create}
      disabled={draft.name.trim() === "" || !draft.roleId}
      onSubmit={submit}
      onClose={onClose}
    >
      <TrustRuleFields draft={draft} onChange={change} error={create.error} isFirst />
    </FormDialog>
  );
}
