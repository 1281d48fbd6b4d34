import { decide } from "@keywright/policy";
import {
  authenticateKey,
  type AuthorityState,
  check,
  createKeyReader,
  VerifiedKey,
} from "@keywright/verifier";
import { createVerifier } from "fast-jwt";
import { exportSPKI } from "jose";
import { hash } from "node:crypto";
import { type Benchmark, perSecond, type Row } from "./figures.ts";
import {
  AUDIENCE,
  CLIENT_IP,
  createMint,
  isAllowed,
  ISSUER,
  type Mint,
  projectId,
  QUESTIONS,
  stateWith,
  TEAM_ID,
} from "./installation.ts";
import { createCasbinJudge } from "./peers/casbin.ts";
import { createCaslJudge } from "./peers/casl.ts";
import { createCedarJudge } from "./peers/cedar.ts";
import { type Contender, ratesOf } from "./rounds.ts";

const MIN_PER_SECOND = 1_000_000;
/** In use at the same time; both caches hold them all. */
const TOKENS = 1000;

const CHECK = "verifier: token in, verdict out";
const LIMITED_CHECK = "the same, token limited to addresses";
const DECIDE = "policy: decide alone";
const FAST_JWT = "fast-jwt with cache: no revocation, no permission";
const POLICY_PEERS = ["@casl/ability", "casbin", "@cedar-policy/cedar-wasm"] as const;

export const warmCheck: Benchmark = {
  id: "s1",
  title: "a warm in-process check (revocation, expiry, permission, project) costs under 1 µs",
  async measure() {
    const rates = ratesOf(await contenders());
    const besides = (what: string, ours: string): Row => ({
      what,
      figure: perSecond(rates.of(what)),
      ratio: rates.ratio(ours, what),
    });
    const holds = rates.of(CHECK) >= MIN_PER_SECOND;
    return [
      { what: CHECK, figure: perSecond(rates.of(CHECK)), promise: { text: ">= 1,000,000 /s", holds } },
      besides(FAST_JWT, CHECK),
      { what: LIMITED_CHECK, figure: perSecond(rates.of(LIMITED_CHECK)) },
      { what: DECIDE, figure: perSecond(rates.of(DECIDE)) },
      ...POLICY_PEERS.map((peer) => besides(peer, DECIDE)),
    ];
  },
};

async function contenders(): Promise<Contender[]> {
  const mint = await createMint();
  const state = stateWith(mint.jwk);
  const tokens = await signAll(mint, 0);
  const limited = await signAll(mint, TOKENS, { ip: ["203.0.113.0/24", "2001:db8::/32"] });
  const [casl, casbin, cedar] = POLICY_PEERS;
  return [
    judge(CHECK, await verifierJudge(state, tokens)),
    judge(LIMITED_CHECK, await verifierJudge(state, limited)),
    asker(FAST_JWT, await fastJwt(mint, tokens)),
    judge(DECIDE, await policyJudge(state, tokens)),
    judge(casl, createCaslJudge()),
    judge(casbin, await createCasbinJudge()),
    judge(cedar, createCedarJudge()),
  ];
}

async function signAll(
  mint: Mint,
  first: number,
  narrowing?: Parameters<Mint["sign"]>[1],
): Promise<string[]> {
  return Promise.all(Array.from({ length: TOKENS }, (_, number) => mint.sign(first + number, narrowing)));
}

/** The answer to one of the questions; `turn` counts all that were asked. */
type Ask = (index: number, turn: number) => boolean;

function asker(name: string, ask: Ask): Contender {
  return {
    name,
    run(times) {
      for (let turn = 0; turn < times; turn++) ask(turn % QUESTIONS.length, turn);
    },
  };
}

/** Only who answers every question rightly is measured. */
function judge(name: string, ask: Ask): Contender {
  QUESTIONS.forEach((question, index) => {
    if (ask(index, index) !== isAllowed(question))
      throw new Error(`${name} is wrong about ${question.permission} in ${question.project}`);
  });
  return asker(name, ask);
}

function readerOf(state: AuthorityState) {
  const sha256 = (text: string) => hash("sha256", text, "base64");
  return createKeyReader({ state, issuer: ISSUER, audience: AUDIENCE, hash: sha256 });
}

async function verifierJudge(state: AuthorityState, tokens: readonly string[]): Promise<Ask> {
  const reader = readerOf(state);
  await Promise.all(tokens.map((token) => reader.read(token)));
  const requests = QUESTIONS.map((question) => ({ ...question, ip: CLIENT_IP }));
  return (index, turn) => {
    const key = reader.read(tokens[turn % TOKENS]!);
    if (!(key instanceof VerifiedKey)) throw new Error("the reader was not warm");
    return check(state, key, requests[index]!, Date.now() / 1000).allowed;
  };
}

async function policyJudge(state: AuthorityState, tokens: readonly string[]): Promise<Ask> {
  const key = await readerOf(state).read(tokens[0]!);
  const verdict = key instanceof VerifiedKey && authenticateKey(state, key, Date.now() / 1000);
  if (!verdict || !verdict.allowed) throw new Error("the role's token was refused");
  const { authority } = verdict.principal;
  const requests = QUESTIONS.map(({ permission, project }) => ({
    permission,
    teamId: TEAM_ID,
    projectId: projectId(project),
  }));
  return (index) => decide(state.catalogue, authority, requests[index]!).allowed;
}

async function fastJwt(mint: Mint, tokens: readonly string[]): Promise<Ask> {
  const verify = createVerifier({
    key: await exportSPKI(mint.publicKey),
    algorithms: ["EdDSA"],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    cache: 2 * TOKENS,
  });
  for (const token of tokens) verify(token);
  return (_index, turn) => verify(tokens[turn % TOKENS]!) !== undefined;
}
