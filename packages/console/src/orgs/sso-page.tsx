import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { read } from "../api/read.ts";
import { useWrite } from "../api/write.ts";
import { usePlace } from "../app/place.ts";
import { Confirm } from "../ui/confirm.tsx";
import { CopyField } from "../ui/copy-field.tsx";
import { Failure } from "../ui/failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Panel } from "../ui/panel.tsx";
import { Status } from "../ui/status.tsx";
import { type OrgSso, SsoForm } from "./sso-form.tsx";

/** People sign in with what their organization signs in with everywhere. */
export function SsoPage() {
  const { org, can } = usePlace();
  const { data, error, refetch } = useQuery(read(org, "getOrgSso", {}));
  const isOn = data?.issuer !== undefined;
  const mayManage = can("org:admin:sso:manage");
  return (
    <>
      <PageHeader
        title="Single sign-on"
        aside={data && <Status tone={isOn ? "good" : "idle"}>{isOn ? "on" : "off"}</Status>}
      >
        People of your domains sign in with your own identity provider (OpenID Connect).
      </PageHeader>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={320} />}
      {data && (
        <Stack gap="md" maw={720}>
          <CallbackPanel url={data.callbackUrl} />
          {mayManage ? <SsoForm sso={data} /> : <SsoFacts sso={data} />}
          {mayManage && isOn && <EndSso />}
        </Stack>
      )}
    </>
  );
}

function CallbackPanel({ url }: { readonly url: string }) {
  return (
    <Panel title="At the identity provider">
      <Stack gap="sm">
        <Text fz={14}>
          Register Keywright there as a web application that comes back to this address. You get a client id
          and a client secret.
        </Text>
        <CopyField name="Callback address" label="Copy address" value={url} />
      </Stack>
    </Panel>
  );
}

function SsoFacts({ sso: { issuer, domains, enforce } }: { readonly sso: OrgSso }) {
  const words =
    issuer === undefined
      ? "It is not set up."
      : `People of ${domains.join(", ")} ${enforce ? "must" : "can"} sign in with ${issuer}.`;
  return (
    <Panel title="As it is now">
      <Text fz={14}>{words}</Text>
    </Panel>
  );
}

function EndSso() {
  const { client } = usePlace();
  const [asks, setAsks] = useState(false);
  const end = useWrite((_: null, options) => client.deleteOrgSso({}, options));
  async function confirm() {
    if (await end.run(null)) setAsks(false);
  }
  return (
    <Panel title="Turn off">
      <Group justify="space-between" gap="md">
        <Text fz={14} flex={1} miw={240}>
          Sessions that began with it end at once. People then need a password.
        </Text>
        <Button color="red.8" onClick={() => setAsks(true)}>
          Turn off
        </Button>
      </Group>
      {asks && (
        <Confirm
          title="Turn single sign-on off"
          verb="Turn off"
          pending={end.pending}
          error={end.error}
          onConfirm={() => void confirm()}
          onClose={() => setAsks(false)}
        >
          Everyone who signed in with it is signed out at once. Whoever has no password asks for one with
          “Forgot your password?”. The client secret is deleted.
        </Confirm>
      )}
    </Panel>
  );
}
