import { check, createKeyReader, VerifiedKey } from "@keywright/verifier";
import { createVerifier } from "fast-jwt";
import { exportSPKI, jwtVerify } from "jose";
import { hash } from "node:crypto";
import { type Benchmark, median, perSecond } from "./figures.ts";
import { AUDIENCE, createMint, isAllowed, ISSUER, type Mint, QUESTIONS, stateWith } from "./installation.ts";

const MIN_OF_JOSE = 0.9;
const ROUNDS = 40;
const WARM_UP_ROUNDS = 10;
const TOKENS_PER_ROUND = 150;

/** Checks one token; throws if it is not good. */
type CheckToken = (token: string) => unknown;

export const coldCheck: Benchmark = {
  id: "s2",
  title: "a cold check costs one signature",
  async measure() {
    const mint = await createMint();
    const checks = [coldVerifier(mint), bareJose(mint), await fastJwt(mint)] as const;
    const rounds: number[][] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const rates = await ratesOn(await freshTokens(mint, round), checks, round);
      if (round >= WARM_UP_ROUNDS) rounds.push(rates);
    }
    const [verifier, jose, fast] = checks.map((_, index) => median(rounds.map((rates) => rates[index]!)));
    const ratioTo = (peer: number) => median(rounds.map((rates) => rates[0]! / rates[peer]!));
    const ofJose = ratioTo(1);
    return [
      {
        what: "verifier: a token never seen before in, verdict out",
        figure: perSecond(verifier!),
        promise: { text: ">= 0.9 of bare jose", holds: ofJose >= MIN_OF_JOSE },
      },
      { what: "jose.jwtVerify, bare", figure: perSecond(jose!), ratio: ofJose },
      { what: "fast-jwt without cache", figure: perSecond(fast!), ratio: ratioTo(2) },
    ];
  },
};

function freshTokens(mint: Mint, round: number): Promise<string[]> {
  const first = round * TOKENS_PER_ROUND;
  return Promise.all(Array.from({ length: TOKENS_PER_ROUND }, (_, number) => mint.sign(first + number)));
}

/**
 * Tokens per second of processor time, one after the other, by each of the checks; another begins each round. Signatures
 * are checked by other threads of the process: their time counts, and what the machine does beside it does not.
 */
async function ratesOn(tokens: readonly string[], checks: readonly CheckToken[], round: number) {
  const rates: number[] = [];
  for (let turn = 0; turn < checks.length; turn++) {
    const index = (round + turn) % checks.length;
    const start = process.cpuUsage();
    for (const token of tokens) await checks[index]!(token);
    const { user, system } = process.cpuUsage(start);
    rates[index] = (tokens.length / (user + system)) * 1e6;
  }
  return rates;
}

function coldVerifier(mint: Mint): CheckToken {
  const state = stateWith(mint.jwk);
  const sha256 = (text: string) => hash("sha256", text, "base64");
  const reader = createKeyReader({ state, issuer: ISSUER, audience: AUDIENCE, hash: sha256 });
  const request = QUESTIONS.find(isAllowed)!;
  return async (token) => {
    const key = await reader.read(token);
    if (!(key instanceof VerifiedKey)) throw new Error(key.reason);
    const verdict = check(state, key, request, Date.now() / 1000);
    if (!verdict.allowed) throw new Error(verdict.reason);
  };
}

/** Nothing but the signature and the times: no issuer, audience or type is asked for. */
function bareJose({ publicKey }: Mint): CheckToken {
  return (token) => jwtVerify(token, publicKey);
}

async function fastJwt({ publicKey }: Mint): Promise<CheckToken> {
  return createVerifier({ key: await exportSPKI(publicKey), algorithms: ["EdDSA"] });
}
