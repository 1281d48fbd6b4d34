import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { createIssuerFetch, type IssuerReach, mayReach } from "../../sso/issuer-fetch.ts";

/** How long the addresses and keys of an issuer are taken to be what they were. */
const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 200;
/** An unknown key may be a new one: the issuer is asked again, but no more often than this, whoever sends what. */
const ASKED_AGAIN_MS = 30_000;
/** An issuer that did not answer is left alone for a moment. */
const FAILURE_KEPT_MS = 5000;

/** It did not answer, or with something else than its metadata or keys. */
export class IssuerUnavailable extends Error {
  override readonly name = "IssuerUnavailable";
}

/** The keys that an issuer of CI tokens publishes (OpenID Connect Discovery). */
export type IssuerKeys = (issuer: string) => Promise<JWTVerifyGetKey>;

const Metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });

interface Kept {
  readonly keys: Promise<JWTVerifyGetKey>;
  untilMs: number;
}

/** Never called while a transaction is open: issuers take their time. */
export function createIssuerKeys(reach: IssuerReach, { askedAgainMs = ASKED_AGAIN_MS } = {}): IssuerKeys {
  const send = createIssuerFetch(reach);
  const get = (url: string) =>
    send(url, {
      method: "GET",
      headers: { accept: "application/json" },
      body: undefined,
      redirect: "manual",
    });
  const kept = new Map<string, Kept>();

  /** Many who come at once ask the issuer once. */
  return (issuer) => {
    const known = kept.get(issuer);
    if (known && known.untilMs > Date.now()) return known.keys;
    makeRoom(kept);
    const fresh: Kept = { keys: find(issuer), untilMs: Date.now() + KEPT_MS };
    kept.set(issuer, fresh);
    fresh.keys.catch(() => (fresh.untilMs = Date.now() + FAILURE_KEPT_MS));
    return fresh.keys;
  };

  async function find(issuer: string): Promise<JWTVerifyGetKey> {
    const metadata = await readMetadata(issuer).catch(unavailable);
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
      [customFetch]: (url) => get(url).catch(unavailable),
      cacheMaxAge: Infinity,
      cooldownDuration: askedAgainMs,
    });
    await keys.reload().catch(unavailable);
    return keys;
  }

  async function readMetadata(issuer: string) {
    const answer = await get(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    if (answer.status !== 200) throw new Error(`the issuer answered ${answer.status}`);
    const metadata = Metadata.parse(await answer.json());
    if (metadata.issuer !== issuer) throw new Error("another issuer");
    if (!mayReach(new URL(metadata.jwks_uri), reach)) throw new Error("keys out of reach");
    return metadata;
  }
}

/** The oldest goes. */
function makeRoom(kept: Map<string, Kept>): void {
  const [oldest] = kept.keys();
  if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest);
}

function unavailable(cause: unknown): never {
  throw new IssuerUnavailable("the issuer cannot be asked", { cause });
}
