import type { Generated } from "kysely";

interface UserTable {
  id: string;
  name: string;
  email: string;
  email_verified: boolean;
  image: string | null;
  two_factor_enabled: Generated<boolean>;
  created_at: Date;
  updated_at: Date;
}

interface SessionTable {
  id: string;
  user_id: string;
  token: string;
  ip_address: string | null;
  user_agent: string | null;
  sso_identity_id: string | null;
  created_at: Date;
  updated_at: Date;
  expires_at: Date;
}

interface OrgSsoTable {
  org_id: string;
  id: string;
  issuer: string;
  client_id: string;
  data_key_id: string;
  ciphertext: Uint8Array;
  enforce: boolean;
  auto_join: boolean;
  created_at: Date;
  updated_at: Date;
}

interface SsoIdentityTable {
  org_id: string;
  id: string;
  sso_id: string;
  subject: string;
  member_id: string;
  created_at: Date;
}

interface SsoAttemptTable {
  org_id: string;
  state_hash: string;
  client_address: string;
  started_at: Date;
}

interface CredentialTable {
  id: string;
  user_id: string;
  provider_id: string;
  account_id: string;
  password: string | null;
  created_at: Date;
  updated_at: Date;
}

interface OneTimeValueTable {
  id: string;
  expires_at: Date;
}

interface SignInAttemptTable {
  email: string;
  count: number;
  last_at: Date;
}

interface SetupLinkTable {
  secret_hash: string;
  expires_at: Date;
}

interface InvitationTable {
  org_id: string;
  secret_hash: string;
  member_id: string;
  team_id: string | null;
  invited_by: string | null;
  created_at: Date;
  expires_at: Date;
}

/** Who signs in, and how. */
export interface PeopleSchema {
  user: UserTable;
  session: SessionTable;
  credential: CredentialTable;
  org_sso: OrgSsoTable;
  sso_domain: { org_id: string; domain: string };
  sso_identity: SsoIdentityTable;
  sso_attempt: SsoAttemptTable;
  one_time_value: OneTimeValueTable;
  sign_in_attempt: SignInAttemptTable;
  setup_link: SetupLinkTable;
  invitation: InvitationTable;
}
