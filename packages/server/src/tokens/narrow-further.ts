import { NARROWING_ENTRIES_MAX } from "@keywright/contract";
import {
  and,
  decodeBits,
  encodeBits,
  type IpRange,
  isSubset,
  bitsOf,
  parseIpRange,
  rangeContains,
} from "@keywright/policy";
import type { NarrowingClaim } from "@keywright/verifier";
import { Refusal, refuseField } from "../refusal.ts";

/**
 * What two narrowings leave together: a derived token's own and its parent's, which travels along for ever. One that
 * would leave nothing is refused, because a token that can do nothing was hardly asked for.
 */
export function narrowFurther(
  parent: NarrowingClaim | null,
  asked: NarrowingClaim | null,
): NarrowingClaim | null {
  if (!parent || !asked) return parent ?? asked;
  const p = both(parent.p, asked.p, commonBits);
  const pr = both(parent.pr, asked.pr, commonTexts("projects"));
  const e = both(parent.e, asked.e, commonTexts("environments"));
  const ip = both(parent.ip, asked.ip, commonRanges);
  const o = both(parent.o, asked.o, commonTexts("websites"));
  return {
    ...(p !== undefined && { p }),
    ...(pr && { pr }),
    ...(e && { e }),
    ...(ip && { ip }),
    ...(o && { o }),
  };
}

function both<T>(one: T | undefined, other: T | undefined, common: (one: T, other: T) => T): T | undefined {
  return one === undefined || other === undefined ? (one ?? other) : common(one, other);
}

function commonBits(parent: string, asked: string): string {
  const common = and(readBits(parent), readBits(asked));
  if (isSubset(common, bitsOf([]))) throw nothingLeft("permissions");
  return encodeBits(common);
}

function readBits(text: string) {
  const bits = decodeBits(text);
  if (!bits) throw new Error("a narrowing that nobody can read");
  return bits;
}

function commonTexts(what: string) {
  return (parent: readonly string[], asked: readonly string[]): readonly string[] => {
    const common = asked.filter((text) => parent.includes(text));
    if (common.length === 0) throw nothingLeft(what);
    return common;
  };
}

/** Of two ranges one contains the other, or they have nothing in common: the smaller ones are what is left. */
function commonRanges(parent: readonly string[], asked: readonly string[]): readonly string[] {
  const [outer, inner] = [parent.map(readRange), asked.map(readRange)];
  const within = (ranges: readonly Range[], others: readonly Range[]) =>
    ranges.filter(({ range }) => others.some((other) => rangeContains(other.range, range)));
  const common = [...new Set([...within(inner, outer), ...within(outer, inner)].map(({ text }) => text))];
  if (common.length === 0) throw nothingLeft("addresses");
  if (common.length <= NARROWING_ENTRIES_MAX) return common;
  throw refuseField(
    "validation_failed",
    "narrowing.allowedIps",
    `leaves ${common.length} ranges of addresses; a token holds ${NARROWING_ENTRIES_MAX} at most`,
  );
}

interface Range {
  readonly text: string;
  readonly range: IpRange;
}

function readRange(text: string): Range {
  const range = parseIpRange(text);
  if (!range) throw new Error("a narrowing that nobody can read");
  return { text, range };
}

function nothingLeft(what: string): Refusal {
  return new Refusal("escalation", { detail: `The token has none of the ${what} that are asked for.` });
}
