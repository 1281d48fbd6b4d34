import { Button, Checkbox, Group, PasswordInput, Stack, TagsInput, TextInput } from "@mantine/core";
import { SSO_DOMAINS_MAX } from "@keywright/contract";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import type { Answer } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { Failure, fieldError } from "../ui/failure.tsx";
import { Panel } from "../ui/panel.tsx";
import { Form } from "../ui/form.tsx";

export type OrgSso = Answer<"getOrgSso">;

interface SsoDraft {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly domains: string[];
  readonly enforce: boolean;
  readonly autoJoin: boolean;
}

export function SsoForm({ sso }: { readonly sso: OrgSso }) {
  const { client } = usePlace();
  const [draft, setDraft] = useState<SsoDraft>(() => draftOf(sso));
  const save = useWrite(({ clientSecret, ...body }: SsoDraft, options) =>
    client.setOrgSso({ body: { ...body, ...(clientSecret && { clientSecret }) } }, options),
  );
  const change = (part: Partial<SsoDraft>) => setDraft({ ...draft, ...part });
  const text = (field: "issuer" | "clientId" | "clientSecret") => ({
    value: draft[field],
    error: fieldError(save.error, field),
    onChange: (event: { currentTarget: { value: string } }) => change({ [field]: event.currentTarget.value }),
  });
  async function submit() {
    if (!(await save.run(draft))) return;
    change({ clientSecret: "" });
    notifications.show({ message: "Saved." });
  }
  return (
    <Panel title="In Keywright">
      <Form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label="Issuer"
            description="Its address, as the provider names itself"
            placeholder="https://login.example.com"
            required
            {...text("issuer")}
          />
          <TextInput label="Client id" required autoComplete="off" {...text("clientId")} />
          <PasswordInput
            label="Client secret"
            description={
              sso.hasClientSecret
                ? "One is stored. Leave it empty to keep it."
                : "Stored encrypted, never shown."
            }
            autoComplete="off"
            {...text("clientSecret")}
          />
          <TagsInput
            label="Domains"
            description="People whose addresses end in these sign in here"
            placeholder={draft.domains.length === 0 ? "example.com" : ""}
            maxTags={SSO_DOMAINS_MAX}
            value={draft.domains}
            error={fieldError(save.error, "domains")}
            onChange={(domains) => change({ domains })}
          />
          <Checkbox
            label="Required for people of these domains"
            description="They reach the organization in no other way. Owners still can, so that nobody is locked out."
            checked={draft.enforce}
            onChange={(event) => change({ enforce: event.currentTarget.checked })}
          />
          <Checkbox
            label="People of these domains join by themselves"
            description="They need no invitation, and get no roles."
            checked={draft.autoJoin}
            onChange={(event) => change({ autoJoin: event.currentTarget.checked })}
          />
          <Failure error={save.error} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.pending}>
              {sso.issuer === undefined ? "Turn on" : "Save"}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Panel>
  );
}

function draftOf({ issuer = "", clientId = "", domains, enforce, autoJoin }: OrgSso): SsoDraft {
  return { issuer, clientId, clientSecret: "", domains, enforce, autoJoin };
}
