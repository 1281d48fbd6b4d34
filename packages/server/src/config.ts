import { join, resolve } from "node:path";
import { z } from "zod";
import { type InitialToken, initialTokensSetting } from "./install/initial-token-settings.ts";

/** A wrong or missing setting: one sentence, exit code 78 (EX_CONFIG). */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** What an empty database begins with. */
  readonly init: {
    readonly org: string;
    readonly team: string;
    readonly tokenFile: string | undefined;
    readonly tokens: readonly InitialToken[];
  };
  readonly trustProxy: boolean;
  /** Both, or neither: then links are shown to whoever makes them. */
  readonly mail: { readonly from: string | undefined };
  readonly sso: { readonly privateIssuers: boolean };
  readonly connections: { readonly privateAddresses: boolean };
  readonly logLevel: LogLevel;
}

/** Kept apart from the settings, so that printing or passing on a config never carries them along. */
export interface ConfigSecrets {
  /** The mail server's address: it may hold a password. */
  readonly smtpUrl: string | undefined;
  /** The master keys in force, the current one first; empty when they are kept in the data folder. */
  readonly masterKeys: readonly string[];
}

const DEFAULT_PORT = 4600;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "silent"] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

const Url = z.url({ protocol: /^https?$/ });
const Flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");
const Port = z
  .stringFormat("port", /^\d{1,5}$/)
  .transform(Number)
  .pipe(z.int().max(65535));
const Name = z.string().trim().min(1).max(100);
/** 32 bytes in base64, with or without padding. */
const MasterKey = z.string().regex(/^[A-Za-z0-9+/]{43}=?$/);

const MESSAGES: Record<string, string> = {
  KEYWRIGHT_PORT: "must be a port number from 0 to 65535",
  KEYWRIGHT_PUBLIC_URL: "must be an http or https address, such as https://keys.example.com",
  KEYWRIGHT_MASTER_KEY: "must be 32 bytes in base64: make one with `openssl rand -base64 32`",
  KEYWRIGHT_MASTER_KEY_PREVIOUS: "must be 32 bytes in base64",
  DATABASE_URL: "must be a Postgres address, such as postgres://user:password@host:5432/keywright",
  KEYWRIGHT_LOG_LEVEL: `must be one of ${LOG_LEVELS.join(", ")}`,
  KEYWRIGHT_TRUST_PROXY: "must be true or false",
  KEYWRIGHT_SSO_PRIVATE_ISSUERS: "must be true or false",
  KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: "must be 1 or 0",
  KEYWRIGHT_INIT_ORG: "must be a name of 1 to 100 characters",
  KEYWRIGHT_INIT_TEAM: "must be a name of 1 to 100 characters",
  KEYWRIGHT_INIT_ADMIN_TOKENS:
    "must be a list such as *:*.first,*:*.second: administrators' reach everything",
  KEYWRIGHT_INIT_BACKEND_TOKENS:
    "must be a list such as *:*.worker,web-shop:production.api: project, environment and a name of the token",
  KEYWRIGHT_INIT_FRONTEND_TOKENS:
    "must be a list such as web-shop:production.page: project, the environment it is good for, and a name of the token",
  KEYWRIGHT_SMTP_URL: "must be the address of a mail server, such as smtps://user:password@mail.example.com",
  KEYWRIGHT_MAIL_FROM: "must be an e-mail address, such as keywright@example.com",
};

const Settings = z.object({
  KEYWRIGHT_PORT: Port.default(DEFAULT_PORT),
  KEYWRIGHT_HOST: z.string().min(1).default("127.0.0.1"),
  KEYWRIGHT_PUBLIC_URL: Url.optional(),
  KEYWRIGHT_DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  KEYWRIGHT_MASTER_KEY: MasterKey.optional(),
  KEYWRIGHT_MASTER_KEY_PREVIOUS: MasterKey.optional(),
  KEYWRIGHT_INIT_TOKEN_FILE: z.string().min(1).optional(),
  KEYWRIGHT_INIT_ORG: Name.default("acme"),
  KEYWRIGHT_INIT_TEAM: Name.default("acme"),
  KEYWRIGHT_INIT_ADMIN_TOKENS: initialTokensSetting("admin"),
  KEYWRIGHT_INIT_BACKEND_TOKENS: initialTokensSetting("backend"),
  KEYWRIGHT_INIT_FRONTEND_TOKENS: initialTokensSetting("frontend"),
  KEYWRIGHT_INIT_TOKENS_DIR: z.string().min(1).optional(),
  KEYWRIGHT_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  KEYWRIGHT_MAIL_FROM: z.email().optional(),
  KEYWRIGHT_TRUST_PROXY: Flag.default(false),
  KEYWRIGHT_SSO_PRIVATE_ISSUERS: Flag.optional(),
  KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE: Flag.default(false),
  KEYWRIGHT_LOG_LEVEL: z.enum(LOG_LEVELS).default("warn"),
});

/** Pure: the environment in, settings and secrets out. An empty value counts as not set. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): {
  config: Config;
  secrets: ConfigSecrets;
} {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  refuseUnknown(Object.keys(given));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) {
    const setting = String(parsed.error.issues[0]?.path[0]);
    // The value itself is not repeated: it may be a secret.
    throw new ConfigError(`${setting} ${MESSAGES[setting] ?? "is not valid"}.`);
  }
  const settings = parsed.data;
  if (settings.KEYWRIGHT_MASTER_KEY_PREVIOUS && !settings.KEYWRIGHT_MASTER_KEY)
    throw new ConfigError("KEYWRIGHT_MASTER_KEY_PREVIOUS is of use beside KEYWRIGHT_MASTER_KEY only.");
  if (!settings.KEYWRIGHT_SMTP_URL !== !settings.KEYWRIGHT_MAIL_FROM)
    throw new ConfigError("KEYWRIGHT_SMTP_URL and KEYWRIGHT_MAIL_FROM are set together, or neither is.");
  const dataDir = resolve(settings.KEYWRIGHT_DATA_DIR);
  const publicUrl = publicUrlOf(settings);
  return {
    config: {
      port: settings.KEYWRIGHT_PORT,
      host: settings.KEYWRIGHT_HOST,
      publicUrl,
      dataDir,
      databaseUrl: settings.DATABASE_URL,
      init: initOf(settings),
      trustProxy: settings.KEYWRIGHT_TRUST_PROXY,
      mail: { from: settings.KEYWRIGHT_MAIL_FROM },
      // On one's own machine, an issuer lies there too.
      sso: { privateIssuers: settings.KEYWRIGHT_SSO_PRIVATE_ISSUERS ?? isOnThisMachine(publicUrl) },
      connections: { privateAddresses: settings.KEYWRIGHT_CONNECTIONS_ALLOW_PRIVATE },
      logLevel: settings.KEYWRIGHT_LOG_LEVEL,
    },
    secrets: {
      smtpUrl: settings.KEYWRIGHT_SMTP_URL,
      masterKeys: [settings.KEYWRIGHT_MASTER_KEY, settings.KEYWRIGHT_MASTER_KEY_PREVIOUS].filter(
        (key) => key !== undefined,
      ),
    },
  };
}

function initOf(settings: z.output<typeof Settings>): Config["init"] {
  const tokenFile = settings.KEYWRIGHT_INIT_TOKEN_FILE && resolve(settings.KEYWRIGHT_INIT_TOKEN_FILE);
  const named = [
    ...settings.KEYWRIGHT_INIT_ADMIN_TOKENS,
    ...settings.KEYWRIGHT_INIT_BACKEND_TOKENS,
    ...settings.KEYWRIGHT_INIT_FRONTEND_TOKENS,
  ];
  const { KEYWRIGHT_INIT_TOKENS_DIR: dir } = settings;
  if (dir === undefined && named.length > 0)
    throw new ConfigError("KEYWRIGHT_INIT_TOKENS_DIR says where the initial tokens are written: set it too.");
  const tokens = named.map((token) => ({ ...token, file: resolve(dir ?? "", token.name) }));
  const files = [...tokens.map(({ file }) => file.toLowerCase()), tokenFile?.toLowerCase()];
  if (new Set(files).size < files.length)
    throw new ConfigError(
      "KEYWRIGHT_INIT_TOKENS_DIR cannot hold two tokens of one name: name each differently.",
    );
  return { org: settings.KEYWRIGHT_INIT_ORG, team: settings.KEYWRIGHT_INIT_TEAM, tokenFile, tokens };
}

function publicUrlOf(settings: z.output<typeof Settings>): string {
  const { KEYWRIGHT_PUBLIC_URL: given, KEYWRIGHT_HOST: host, KEYWRIGHT_PORT: port } = settings;
  const own = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return (given ?? own).replace(/\/+$/, "");
}

function isOnThisMachine(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/** A misspelt setting would silently do nothing. */
function refuseUnknown(names: readonly string[]): void {
  const unknown = names.find((name) => name.startsWith("KEYWRIGHT_") && !(name in Settings.shape));
  if (unknown) throw new ConfigError(`${unknown} is not a setting of Keywright.`);
}

export function masterKeyFile(dataDir: string): string {
  return join(dataDir, "master-key");
}

/** Where our own code is kept, compiled. */
export function codeFolder(dataDir: string): string {
  return join(dataDir, "code");
}

export function embeddedFolder(dataDir: string): string {
  return join(dataDir, "database");
}
