import { Anchor, Button, Skeleton, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconBan, IconRefresh } from "@tabler/icons-react";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { WATCH_USE } from "../api/query-client.ts";
import { usePlace } from "../app/place.ts";
import { PageFailure } from "../app/page-failure.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { ExposureChip } from "./exposure-chip.tsx";
import { PublishableValue } from "./publishable-value.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { TokenAbility } from "./token-ability.tsx";
import { TokenAudit } from "./token-audit.tsx";
import { TokenEnd } from "./token-end.tsx";
import { TokenFacts } from "./token-facts.tsx";
import { TokenKeys } from "./token-keys.tsx";
import { tokensLink } from "./token-links.ts";
import { type TokenRow, useTokenOperations, useTokenPermission } from "./token-operations.ts";
import { TokenSettings } from "./token-settings.tsx";
import { TokenStatus } from "./token-status.tsx";
import { TOKEN_TABS, type TokenTab } from "./token-tabs.ts";
import { TokenUsage } from "./token-usage.tsx";

export function TokenPage() {
  const { tokenId = "" } = useParams({ strict: false });
  const { data: token, error, refetch } = useQuery({ ...useTokenOperations().get(tokenId), ...WATCH_USE });
  if (error && !token) return <PageFailure error={error} reset={() => void refetch()} />;
  return (
    <>
      <TokenHeader token={token} />
      {token ? <TokenBody token={token} /> : <Skeleton height={420} />}
    </>
  );
}

function TokenHeader({ token }: { readonly token: TokenRow | undefined }) {
  const place = usePlace();
  const may = useTokenPermission();
  const [dialog, setDialog] = useState<"rotate" | "revoke">();
  const close = () => setDialog(undefined);
  const back = (
    <Anchor fz={13} renderRoot={(props) => <Link {...props} {...tokensLink(place)} />}>
      API tokens
    </Anchor>
  );
  if (!token) return <PageHeader title="API token" back={back} />;
  const actions = token.active && (
    <>
      {may("create", token) && (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => setDialog("rotate")}>
          Rotate
        </Button>
      )}
      {may("delete", token) && (
        <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => setDialog("revoke")}>
          Revoke
        </Button>
      )}
    </>
  );
  return (
    <PageHeader title={token.name} back={back} aside={<TokenMarks token={token} />} actions={actions}>
      <TokenAbility token={token} />
      {dialog === "rotate" && <RotateDialog token={token} onClose={close} />}
      {dialog === "revoke" && <RevokeDialog token={token} onClose={close} />}
    </PageHeader>
  );
}

function TokenMarks({ token }: { readonly token: TokenRow }) {
  return (
    <>
      <TokenStatus token={token} />
      <ExposureChip token={token} />
    </>
  );
}

const TITLES: Record<TokenTab, string> = {
  usage: "Usage",
  keys: "Keys",
  audit: "Audit",
  settings: "Settings",
};

function TokenBody({ token }: { readonly token: TokenRow }) {
  const { tab = "usage" } = useSearch({ strict: false }) as { tab?: TokenTab };
  const navigate = useNavigate();
  return (
    <>
      <TokenFacts token={token} />
      <Stack gap="md" mt="md">
        <TokenEnd token={token} />
        {token.exposure === "publishable" && token.active && <PublishableValue token={token} />}
      </Stack>
      <Tabs
        mt="lg"
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ to: ".", search: { tab: next } as never })}
      >
        <Tabs.List>
          {TOKEN_TABS.map((value) => (
            <Tabs.Tab key={value} value={value}>
              {TITLES[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="usage" pt="md">
          <TokenUsage token={token} />
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="md">
          <TokenKeys token={token} />
        </Tabs.Panel>
        <Tabs.Panel value="audit" pt="md">
          <TokenAudit token={token} />
        </Tabs.Panel>
        <Tabs.Panel value="settings" pt="md">
          <TokenSettings token={token} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
