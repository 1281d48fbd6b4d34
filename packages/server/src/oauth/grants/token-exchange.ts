import { TrustRuleId } from "@keywright/contract";
import type { FastifyRequest } from "fastify";
import type { Authority } from "../../authority/authority.ts";
import { transact } from "../../changes/work.ts";
import type { Database } from "../../db/database.ts";
import { usedFrom } from "../../http/access.ts";
import { callerOf } from "../../http/gate.ts";
import { originOf } from "../../http/origin.ts";
import { Refusal } from "../../refusal.ts";
import { deriveToken } from "../../tokens/derive.ts";
import type { Issued } from "../../tokens/issue.ts";
import type { Mint } from "../../tokens/mint.ts";
import { findNamedRule, issueByTrustRule } from "../../trust-rules/exchange.ts";
import type { Uses } from "../../usage/uses.ts";
import { countUse } from "../../verification/verification.ts";
import { requireParameter } from "../form.ts";
import { OauthError } from "../oauth-error.ts";
import { scopeOf } from "../scope.ts";
import { type Grant, secondsUntil, type TokenAnswer } from "../token.ts";
import { readCiToken } from "./ci-token.ts";
import { ACCESS_TOKEN, type ExchangeForm, readExchangeForm } from "./exchange-form.ts";
import { exchangeError } from "./exchange-error.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

export const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

export interface ExchangeDeps {
  readonly authority: Authority;
  readonly database: Database;
  readonly uses: Uses;
  readonly mint: Mint;
  readonly issuerKeys: IssuerKeys;
  /** To be told of every token issued: these take no revision. */
  readonly noteActivity: (orgId: string) => void;
}

/** RFC 8693: a token of ours for a narrower and shorter one, or the token of a CI job for one of a trust rule's role. */
export function tokenExchangeGrant(deps: ExchangeDeps): Grant {
  return async (request, form) => {
    const exchange = readExchangeForm(form, deps.mint.issuer);
    try {
      const answer =
        exchange.subject === "access_token"
          ? await derive(deps, request, exchange)
          : await exchangeCiToken(deps, request, {
              ...exchange,
              ruleId: requireParameter(form, "client_id"),
            });
      return await withScope(deps.authority, request, form.get("scope"), answer);
    } catch (error) {
      throw error instanceof Refusal ? exchangeError(error) : error;
    }
  };
}

/** Whoever holds a token may derive from it. Bound to addresses or websites, it must come from one of them. */
async function derive(
  { authority, database, uses, mint, noteActivity }: ExchangeDeps,
  request: FastifyRequest,
  { subjectToken, ...asked }: ExchangeForm,
): Promise<TokenAnswer> {
  const now = new Date();
  const verdict = usedFrom(originOf(request), await authority.authenticate(subjectToken));
  countUse(uses, verdict, {});
  if (!verdict.allowed) throw new Refusal(verdict.reason);
  const caller = callerOf(authority.state, verdict.principal, request);
  const { catalogue, orgs } = authority.state;
  const { orgId, teamId } = caller;
  const team = teamId === null ? null : (orgs.byId(orgId)?.teams.byId(teamId) ?? null);
  const derived = await transact(database, { now, caller }, async (work) => {
    const issued = await deriveToken(work, mint, caller, { ...asked, team, catalogue });
    await work.finish();
    return issued;
  });
  noteActivity(orgId);
  return answer(derived, now);
}

async function exchangeCiToken(
  { authority, database, mint, issuerKeys, noteActivity }: ExchangeDeps,
  request: FastifyRequest,
  { subjectToken, ruleId, ...asked }: ExchangeForm & { readonly ruleId: string },
): Promise<TokenAnswer> {
  if (!authority.isLive()) throw new Refusal("stale");
  const rule = TrustRuleId.safeParse(ruleId).success
    ? await findNamedRule(database.kysely, ruleId)
    : undefined;
  const org = rule && authority.state.orgs.byId(rule.orgId);
  const team = rule && org?.teams.byId(rule.teamId);
  if (!rule || !org || !team) throw new OauthError("invalid_client", "The client_id names no trust rule");
  const claims = await readCiToken(issuerKeys, rule, subjectToken, () => new Date());
  // Told to nobody but the jobs of the issuer itself.
  if (org.suspended) throw new Refusal("suspended");
  const now = new Date();
  const caller = { type: "trust_rule", trustRuleId: rule.id, origin: originOf(request) } as const;
  const issued = await transact(database, { now, caller }, async (work) => {
    const { catalogue } = authority.state;
    const done = await issueByTrustRule(work, mint, { ...asked, rule, team, catalogue, claims });
    await work.finish();
    return done;
  });
  noteActivity(rule.orgId);
  return answer(issued, now);
}

/** RFC 8693 section 2.2.1: who asked for a scope is told what of it the token has, everywhere in its team. */
async function withScope(
  { authenticate, state }: Authority,
  request: FastifyRequest,
  asked: string | undefined,
  answer: TokenAnswer,
): Promise<TokenAnswer> {
  if (asked === undefined) return answer;
  const verdict = await authenticate(answer.access_token);
  const scope = verdict.allowed
    ? scopeOf(state, verdict.principal, { source: originOf(request), among: asked.split(" ") })
    : undefined;
  return { ...answer, ...(scope !== undefined && { scope }) };
}

function answer({ key, expiresAt }: Issued & { readonly expiresAt: Date }, now: Date): TokenAnswer {
  return {
    access_token: key.value,
    issued_token_type: ACCESS_TOKEN,
    token_type: "Bearer",
    ...secondsUntil(expiresAt, now),
  };
}
