import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CrashLab } from "../support/crash/crash-lab";
import { instrumentAwaits } from "../support/crash/instrument";
import type { CrashPoint } from "../support/crash/points";
import { renderFailures } from "../support/crash/report";
import { crashAtAll } from "../support/crash/run-points";
import { createRandom } from "../support/market";

/** Crashes in every test run; `npm run crash` goes through all points. */
const SAMPLE_SIZE = 16;

/** Dozens of processes, on a machine that may have other things to do. */
const LONGEST_MS = 300_000;

const seed = Number(process.env["CRASH_SEED"] ?? "1");

/** A seeded choice that has something of every kind of transition as far as it goes. */
const chooseSample = (points: readonly CrashPoint[]): CrashPoint[] => {
  const random = createRandom(seed);
  const shuffled = points
    .map((point) => ({ point, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ point }) => point);
  const seen = new Set<string>();
  const firsts = shuffled.filter(({ kind }) => seen.size < seen.add(kind).size);
  return [...new Set([...firsts, ...shuffled])].slice(0, SAMPLE_SIZE);
};

describe("the hooks around awaits", () => {
  it("leave a module as it is but for its awaits, iterations and delegations", () => {
    const source = [
      "const a = async (): Promise<number> => (await b(await c)).d;",
      "async function* e() { for await (const f of g()) yield* h(f); yield i; }",
      "function* j() { yield* k; }",
    ].join("\n");
    expect(instrumentAwaits("x.ts", source)).toBe(
      [
        'const a = async (): Promise<number> => (__crashHooks.after("x.ts:1:41", (__crashHooks.before("x.ts:1:41"), await __crashHooks.watch("x.ts:1:41", b(__crashHooks.after("x.ts:1:49", (__crashHooks.before("x.ts:1:49"), await __crashHooks.watch("x.ts:1:49", c)))))))).d;',
        'async function* e() { for await (const f of __crashHooks.iterate("x.ts:2:23", g())) yield* __crashHooks.iterate("x.ts:2:50", h(f)); yield i; }',
        "function* j() { yield* k; }",
      ].join("\n"),
    );
  });
});

describe(`a live strategy that is killed (CRASH_SEED=${seed})`, () => {
  let lab: CrashLab;
  let points: CrashPoint[];

  beforeAll(async () => {
    lab = await CrashLab.open(seed);
    points = await lab.findPoints();
  }, LONGEST_MS);

  afterAll(async () => {
    await lab?.close();
  });

  it("can be killed before and after every await of every transition", () => {
    const kinds = new Set(points.map(({ kind }) => /^\w+/.exec(kind)?.[0]));
    expect([...kinds].toSorted()).toEqual([
      "activate",
      "cancel",
      "close",
      "milestone",
      "open",
      "restart",
      "schedule",
      "stop",
    ]);
    expect(points.length).toBeGreaterThanOrEqual(100);
  });

  it(
    "loses nothing, does nothing twice and repeats only what was under way",
    async () => {
      const results = await crashAtAll(lab, chooseSample(points));
      expect(results).toHaveLength(SAMPLE_SIZE);
      expect(renderFailures(results, seed)).toBe("");
    },
    LONGEST_MS,
  );
});
