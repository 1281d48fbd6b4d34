import fc from "fast-check";
import { type Facts, nextStep, type Progress, type Step } from "./next-step.ts";

const START = Date.UTC(2026, 0, 1);
export const at = (seconds: number) => new Date(START + seconds * 1000);
const QUIET_SECONDS = 60;

export function rotation(fields: Partial<Progress> = {}): Progress {
  return {
    state: "overlapping",
    nextAt: at(0),
    startedAt: at(0),
    deliveredAt: at(10),
    overlapSeconds: 3600,
    quietSeconds: QUIET_SECONDS,
    ...fields,
  };
}

export const delivery = (status: Facts["deliveries"][number]["status"], message: string | null = null) => ({
  syncName: "to-shop",
  status,
  message,
});

/** What may happen, in any order. Uses show with a lag. */
const LAG_MAX_SECONDS = 10;
export const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("use" as const), key: fc.nat(4) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant("pass" as const), seconds: fc.nat(200) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant("look" as const), lag: fc.nat(LAG_MAX_SECONDS) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("deliver" as const), succeeds: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("rotate" as const), endOthers: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("delete key" as const), key: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("start" as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

interface Key {
  readonly id: string;
  isOld: boolean;
  works: boolean;
  readonly usedAt: number[];
}

/** A naive world: true times of use, and the rotation as its steps leave it. */
export class World {
  nowSeconds = 0;
  readonly keys: Key[] = [{ id: "key-0", isOld: true, works: true, usedAt: [] }];
  progress = rotation({ state: "idle", deliveredAt: null, overlapSeconds: 600 });
  isStopped = false;
  deliveries: Facts["deliveries"] = [];
  completed = 0;
  /** What should not have happened. */
  readonly wrong: string[] = [];

  happen(event: Happening): void {
    const working = this.keys.filter(({ works }) => works);
    if (event.what === "pass") this.nowSeconds += event.seconds;
    if (event.what === "use") working[event.key % working.length]?.usedAt.push(this.nowSeconds);
    if (event.what === "deliver")
      this.deliveries = this.deliveries.map(() => delivery(event.succeeds ? "succeeded" : "failed"));
    if (event.what === "rotate") {
      if (event.endOthers) for (const key of working) key.works = false;
      this.addKey();
    }
    const deleted = working[("key" in event && event.key % working.length) || 0];
    if (event.what === "delete key" && working.length > 1 && deleted) deleted.works = false;
    if (event.what === "start" && this.isStopped) this.begin();
    if (event.what === "look" && !this.isStopped) this.take(this.look(event.lag));
  }

  private addKey(): void {
    this.keys.push({ id: `key-${this.keys.length}`, isOld: false, works: true, usedAt: [] });
  }

  private begin(): void {
    for (const key of this.keys) key.isOld = true;
    this.addKey();
    this.isStopped = false;
    this.deliveries = [delivery("pending")];
    this.progress = { ...this.progress, state: "delivering", startedAt: at(this.nowSeconds) };
  }

  private look(lag: number): Step {
    const seen = (key: Key) => key.usedAt.filter((seconds) => seconds <= this.nowSeconds - lag).at(-1);
    const keys = this.keys
      .filter(({ works }) => works)
      .map((key) => ({ ...key, lastUsedAt: seen(key) === undefined ? null : at(seen(key) ?? 0) }));
    const facts = { tokenEnded: false, keys, deliveries: this.deliveries };
    return nextStep(this.progress, facts, at(this.nowSeconds));
  }

  private take(step: Step): void {
    if (step.do === "begin") this.begin();
    if (step.do === "overlap")
      this.progress = { ...this.progress, state: "overlapping", deliveredAt: at(this.nowSeconds) };
    if (step.do === "stop") this.isStopped = true;
    if (step.do !== "complete") return;
    this.checkEnds(step.endKeyIds);
    for (const key of this.keys) if (step.endKeyIds.includes(key.id)) key.works = false;
    this.completed += 1;
    this.progress = { ...this.progress, state: "idle", nextAt: at(this.nowSeconds) };
  }

  /** Written down without looking at how steps are found: what must never happen. */
  private checkEnds(ended: readonly string[]): void {
    if (this.progress.state !== "overlapping") this.wrong.push(`keys ended while ${this.progress.state}`);
    const staying = this.keys.filter(({ id, works }) => works && !ended.includes(id));
    if (staying.length === 0) this.wrong.push("no key is left");
    const deliveredSeconds = ((this.progress.deliveredAt?.getTime() ?? 0) - START) / 1000;
    for (const { id, isOld, usedAt } of this.keys.filter((key) => ended.includes(key.id))) {
      if (!isOld) this.wrong.push(`${id} came after the new key`);
      const known = usedAt.filter((seconds) => seconds <= this.nowSeconds - LAG_MAX_SECONDS).at(-1) ?? -1;
      const others = staying.flatMap((key) => key.usedAt);
      const isOnlyOneInUse =
        known > deliveredSeconds && others.every((seconds) => seconds < known - QUIET_SECONDS);
      if (isOnlyOneInUse) this.wrong.push(`${id} is the only one in use`);
    }
  }
}
