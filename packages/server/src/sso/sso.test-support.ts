import type { Client } from "@keywright/sdk";
import { Browser } from "../../test/browser.ts";
import { startTestService, type TestService } from "../../test/harness.ts";
import { CLIENT, signInAt, startTestProvider, type TestProvider } from "../../test/oidc-provider.ts";

export const ORG = "acme";
const DOMAIN = "acme.test";

interface Settings {
  readonly enforce: boolean;
  readonly autoJoin: boolean;
  readonly domains: string[];
  readonly issuer: string;
  readonly clientId: string;
}

export interface SsoWorld {
  readonly kw: TestService;
  readonly provider: TestProvider;
  readonly owner: Client;
  /** Sets single sign-on of `acme` with the provider, and these besides. */
  set(more?: Partial<Settings>): Promise<unknown>;
  /** Signs in from beginning to end. Answers where the browser stands in the end. */
  signIn(browser: Browser, email: string): Promise<string>;
  close(): Promise<void>;
}

export async function startSsoWorld(): Promise<SsoWorld> {
  const kw = await startTestService();
  const redirectUris = [ORG, "rival"].map((org) => callbackOf(kw, org));
  const provider = await startTestProvider({ redirectUris });
  return {
    kw,
    provider,
    owner: kw.operator,
    set: (more) =>
      kw.operator.setOrgSso({
        body: {
          issuer: provider.issuer,
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          domains: [DOMAIN],
          ...more,
        },
      }),
    async signIn(browser, email) {
      return comeBack(browser, await signInAt(await begin(browser, email), provider));
    },
    async close() {
      await kw.close();
      await provider.close();
    },
  };
}

export function callbackOf({ publicUrl }: TestService, org: string): string {
  return `${publicUrl}/api/auth/sso/callback/${org}`;
}

export function newBrowser({ url, publicUrl }: TestService): Browser {
  return new Browser(url, publicUrl);
}

/** The provider's page that the browser is sent to. */
export async function begin(browser: Browser, email: string): Promise<string> {
  const { status, body } = await browser.post("/v1/sso/start", { email });
  if (status !== 200) throw new Error(`the start answered ${status} ${body.code}`);
  return body.data.url;
}

/** The browser follows the provider's answer. Where it is sent then. */
export async function comeBack(browser: Browser, { pathname, search }: URL): Promise<string> {
  const { status, headers } = await browser.get(pathname + search);
  if (status !== 302) throw new Error(`the callback answered ${status}`);
  return headers.get("location") ?? "";
}
