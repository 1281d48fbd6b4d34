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

interface LoginRequestTable {
  id: string;
  kind: "browser" | "device" | "northflank";
  status: "pending" | "approved" | "denied" | "redeemed";
  client_name: string;
  client_address: string;
  user_agent: string | null;
  redirect_uri: string | null;
  state: string | null;
  code_challenge: string | null;
  user_code: string | null;
  code_hash: string | null;
  interval_seconds: number;
  polled_at: Date | null;
  created_at: Date;
  expires_at: Date;
  org_id: string | null;
  session_id: string | null;
  team_id: string | null;
  role_id: string | null;
  token_name: string | null;
  token_lifetime_seconds: number | null;
  token_expires_at: Date | null;
  token_id: string | null;
}

interface UserCodeAttemptTable {
  subject: string;
  count: number;
  last_at: Date;
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
  login_request: LoginRequestTable;
  user_code_attempt: UserCodeAttemptTable;
}
