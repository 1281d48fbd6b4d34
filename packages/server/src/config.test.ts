import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 9).toString("base64");

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a wrong setting", () => {
  test.each([
    ["KEYWRIGHT_PORT", "eighty"],
    ["KEYWRIGHT_PORT", "65536"],
    ["KEYWRIGHT_PORT", "-1"],
    ["KEYWRIGHT_PORT", "80.5"],
    ["KEYWRIGHT_PORT", "0x50"],
    ["KEYWRIGHT_PORT", "1e3"],
    ["KEYWRIGHT_PORT", " "],
    ["KEYWRIGHT_PUBLIC_URL", "localhost:4600"],
    ["KEYWRIGHT_PUBLIC_URL", "ftp://keys.example.com"],
    ["DATABASE_URL", "mysql://user:hunter2-secret@db/keywright"],
    ["DATABASE_URL", "hunter2-secret"],
    ["KEYWRIGHT_MASTER_KEY", "hunter2-secret"],
    ["KEYWRIGHT_MASTER_KEY", Buffer.alloc(31, 1).toString("base64")],
    ["KEYWRIGHT_MASTER_KEY", Buffer.alloc(33, 1).toString("base64")],
    ["KEYWRIGHT_MASTER_KEY", "7".repeat(64)],
    ["KEYWRIGHT_TRUST_PROXY", "yes"],
    ["KEYWRIGHT_LOG_LEVEL", "loud"],
    ["KEYWRIGHT_SMTP_URL", "post-office:25"],
    ["KEYWRIGHT_SMTP_URL", "https://user:hunter2-secret@mail.example.com"],
    ["KEYWRIGHT_MAIL_FROM", "Keywright"],
    ["KEYWRIGHT_INIT_ORG", " "],
    ["KEYWRIGHT_INIT_TEAM", "x".repeat(101)],
    ["KEYWRIGHT_INIT_ADMIN_TOKENS", "hunter2-secret"],
    ["KEYWRIGHT_INIT_ADMIN_TOKENS", "web-shop:*.first"],
    ["KEYWRIGHT_INIT_ADMIN_TOKENS", "*:production.first"],
    ["KEYWRIGHT_INIT_ADMIN_TOKENS", "*:*.hunter,"],
    ["KEYWRIGHT_INIT_BACKEND_TOKENS", "*:*"],
    ["KEYWRIGHT_INIT_BACKEND_TOKENS", "Web Shop:production.worker"],
    ["KEYWRIGHT_INIT_BACKEND_TOKENS", "*:*.../../hunter2"],
    ["KEYWRIGHT_INIT_BACKEND_TOKENS", "*:*.a/hunter2"],
    ["KEYWRIGHT_INIT_BACKEND_TOKENS", Array.from({ length: 21 }, (_, n) => `*:*.n${n}`).join(",")],
    ["KEYWRIGHT_INIT_FRONTEND_TOKENS", "web-shop:*.page"],
  ])(
    "%s=%s is refused in one sentence that names the setting and does not repeat its value",
    (name, value) => {
      const sentence = refusal({ [name]: value });
      expect(sentence).toMatch(new RegExp(`^${name} .+\\.$`));
      expect(sentence).not.toContain("\n");
      if (value.length > 5) expect(sentence).not.toContain(value);
      expect(sentence).not.toContain("hunter2");
    },
  );

  test("a name that is no setting is refused: misspelt, it would silently do nothing", () => {
    expect(refusal({ KEYWRIGHT_PROT: "4600" })).toBe("KEYWRIGHT_PROT is not a setting of Keywright.");
    expect(refusal({ KEYWRIGHT_CONSTRUCTOR: "x" })).toMatch(/not a setting/);
  });

  test("a mail server without an address to send from is refused, and the other way round", () => {
    const both = { KEYWRIGHT_SMTP_URL: "smtp://localhost", KEYWRIGHT_MAIL_FROM: "keywright@example.com" };
    expect(refusal(both)).toBe("accepted");
    for (const name of Object.keys(both))
      expect(refusal({ ...both, [name]: "" })).toMatch(/^KEYWRIGHT_SMTP_URL .+\.$/);
  });

  test("an initial token without a folder to go to, or with the file of another, is refused", () => {
    const tokens = { KEYWRIGHT_INIT_ADMIN_TOKENS: "*:*.first,*:*.second" };
    const here = { KEYWRIGHT_INIT_TOKENS_DIR: "tokens" };
    expect(refusal({ ...tokens, ...here })).toBe("accepted");
    for (const wrong of [
      tokens,
      { ...tokens, ...here, KEYWRIGHT_INIT_BACKEND_TOKENS: "web:production.First" },
      { ...tokens, ...here, KEYWRIGHT_INIT_TOKEN_FILE: "tokens/second" },
    ]) {
      expect(refusal(wrong)).toMatch(/^KEYWRIGHT_INIT_TOKENS_DIR [^\n]+\.$/);
    }
  });

  test("a previous master key alone is refused: it would silently become the current one", () => {
    expect(refusal({ KEYWRIGHT_MASTER_KEY_PREVIOUS: KEY })).toMatch(/^KEYWRIGHT_MASTER_KEY_PREVIOUS .+\.$/);
  });
});

describe("the settings", () => {
  test("may all be left out, and an empty one counts as left out", () => {
    const { config, secrets } = readConfig({});
    expect(config).toEqual({
      port: 4600,
      host: "127.0.0.1",
      publicUrl: "http://127.0.0.1:4600",
      dataDir: resolve("data"),
      databaseUrl: undefined,
      init: { org: "acme", team: "acme", tokenFile: undefined, tokens: [] },
      trustProxy: false,
      mail: { from: undefined },
      sso: { privateIssuers: true },
      connections: { privateAddresses: false },
      logLevel: "warn",
    });
    expect(secrets).toEqual({ smtpUrl: undefined, masterKeys: [] });
    const emptied = Object.fromEntries(
      ["KEYWRIGHT_PORT", "KEYWRIGHT_MASTER_KEY", "DATABASE_URL", "KEYWRIGHT_TRUST_PROXY"].map((name) => [
        name,
        "",
      ]),
    );
    expect(readConfig(emptied)).toEqual({ config, secrets });
  });

  test("of other programs are none of our business", () => {
    expect(refusal({ PATH: "/bin", HOME: "/root", NODE_ENV: "production" })).toBe("accepted");
  });

  test("are read as what they say", () => {
    const { config, secrets } = readConfig({
      KEYWRIGHT_PORT: "0",
      KEYWRIGHT_HOST: "::1",
      KEYWRIGHT_DATA_DIR: "somewhere",
      DATABASE_URL: "postgresql://u:p@db:5432/kw?sslmode=disable",
      KEYWRIGHT_MASTER_KEY: KEY,
      KEYWRIGHT_MASTER_KEY_PREVIOUS: OTHER_KEY.replace("=", ""),
      KEYWRIGHT_INIT_TOKEN_FILE: join("somewhere", "token"),
      KEYWRIGHT_INIT_ORG: "Ünïted Widgets",
      KEYWRIGHT_TRUST_PROXY: "true",
      KEYWRIGHT_LOG_LEVEL: "debug",
    });
    expect(config).toMatchObject({
      port: 0,
      publicUrl: "http://[::1]:0",
      dataDir: resolve("somewhere"),
      databaseUrl: "postgresql://u:p@db:5432/kw?sslmode=disable",
      init: { org: "Ünïted Widgets", tokenFile: resolve("somewhere", "token") },
      trustProxy: true,
      logLevel: "debug",
    });
    expect(secrets.masterKeys).toEqual([KEY, OTHER_KEY.replace("=", "")]);
  });

  test("keep secrets apart: a config that is printed carries neither the master key nor the mail server along", () => {
    const smtpUrl = "smtps://user:hunter2@mail.example.com";
    const mail = { KEYWRIGHT_SMTP_URL: smtpUrl, KEYWRIGHT_MAIL_FROM: "keywright@example.com" };
    const { config } = readConfig({ KEYWRIGHT_MASTER_KEY: KEY, ...mail });
    for (const secret of [KEY, "hunter2"]) expect(JSON.stringify(config)).not.toContain(secret);
  });

  test("the public address is written without a slash at its end, as issuers are compared letter by letter", () => {
    expect(readConfig({ KEYWRIGHT_PUBLIC_URL: "https://keys.example.com/kw//" }).config.publicUrl).toBe(
      "https://keys.example.com/kw",
    );
  });
});
