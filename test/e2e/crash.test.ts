import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CrashLab } from "../support/crash/crash-lab";
import type { CrashPoint } from "../support/crash/points";
import { renderFailures } from "../support/crash/report";
import { crashAtAll } from "../support/crash/run-points";
import { createRandom } from "../support/market";

/** Crashes in every test run; `npm run crash` goes through all points. */
const SAMPLE_SIZE = 16;

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

describe(`a live strategy that is killed (CRASH_SEED=${seed})`, () => {
  let lab: CrashLab;
  let points: CrashPoint[];

  beforeAll(async () => {
    lab = await CrashLab.open(seed);
    points = await lab.findPoints();
  });

  afterAll(async () => {
    await lab?.close();
  });

  it("can be killed before and after every await of every transition", () => {
    const kinds = new Set(points.map(({ kind }) => kind.split(" ")[0]));
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

  it("loses nothing, does nothing twice and repeats only what was under way", async () => {
    const results = await crashAtAll(lab, chooseSample(points));
    expect(results).toHaveLength(SAMPLE_SIZE);
    expect(renderFailures(results, seed)).toBe("");
  }, 300_000);
});
