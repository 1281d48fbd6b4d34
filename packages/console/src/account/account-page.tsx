import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ACCOUNT_TABS } from "../app/routes/account.ts";
import { useAccount } from "../app/place.ts";
import { PageHeader } from "../ui/page-header.tsx";
import { PersonalTokens } from "./personal-tokens.tsx";
import { Profile } from "./profile.tsx";
import { Security } from "./security.tsx";
import { Sessions } from "./sessions.tsx";

type AccountTab = (typeof ACCOUNT_TABS)[number];

const TITLES: Record<AccountTab, string> = {
  profile: "Profile",
  security: "Security",
  sessions: "Sessions",
  tokens: "Tokens",
};

const OF_OWN_SIGN_IN: ReadonlySet<AccountTab> = new Set(["security", "sessions"]);

export function AccountPage() {
  const { person } = useAccount();
  const { tab = "profile" } = useSearch({ from: "/signed-in/account" });
  const navigate = useNavigate();
  // Who signs in with their organization proves who they are there.
  const tabs = ACCOUNT_TABS.filter((value) => !(person.sso && OF_OWN_SIGN_IN.has(value)));
  return (
    <>
      <PageHeader title="My account">Signed in as {person.email}.</PageHeader>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => void navigate({ to: "/account", search: { tab: next as AccountTab } })}
      >
        <Tabs.List>
          {tabs.map((value) => (
            <Tabs.Tab key={value} value={value} px="xs">
              {TITLES[value]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="profile" pt="md">
          <Profile />
        </Tabs.Panel>
        <Tabs.Panel value="security" pt="md">
          <Security />
        </Tabs.Panel>
        <Tabs.Panel value="sessions" pt="md">
          <Sessions />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md">
          <PersonalTokens />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
