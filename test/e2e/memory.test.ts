import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PROJECT_ROOT, runNode } from "../support/child-process";

const MEGABYTE = 2 ** 20;

/** What a story of the probe found, measured in a process of its own. */
const tell = async <Shape extends z.ZodType>(story: string, shape: Shape): Promise<z.infer<Shape>> => {
  const { exitCode, stdout, stderr } = await runNode(
    "--expose-gc",
    `${PROJECT_ROOT}test/support/memory-probe.ts`,
    story,
  );
  expect(exitCode, stderr).toBe(0);
  return shape.parse(JSON.parse(stdout));
};

describe("state that must not leak", () => {
  it("the same back-test a thousand times leaves no object behind and the heap as it was", async () => {
    const { results, bytes, objects } = await tell(
      "repeat",
      z.object({ results: z.number(), bytes: z.number(), objects: z.number() }),
    );
    expect(results).toBeGreaterThan(0);
    // One object left by one run in ten would be 100 of them; compiled code still grows the heap a little.
    expect(objects).toBeLessThan(100);
    expect(bytes).toBeLessThan(2 * MEGABYTE);
  });

  it("after a run nothing refers to its candles but what the user kept himself", async () => {
    const { results, total, alive, kept } = await tell(
      "follow",
      z.object({ results: z.number(), total: z.number(), alive: z.number(), kept: z.number() }),
    );
    expect(results).toBeGreaterThan(0);
    expect(total).toBeGreaterThan(3000);
    expect(kept).toBe(1);
    expect(alive).toBe(kept);
  });

  it("a long run over candles of a stream stays as small as a short one", async () => {
    const { results, served, samples } = await tell(
      "stream",
      z.object({ results: z.number(), served: z.number(), samples: z.array(z.number()).min(8) }),
    );
    expect(results).toBeGreaterThan(0);
    expect(served).toBeGreaterThan(200_000);
    expect(Math.max(...samples) - Math.min(...samples)).toBeLessThan(4 * MEGABYTE);
  });

  it("two hundred symbols live for a day leave no timer, subscription or client behind, and the heap flat", async () => {
    const day = await tell(
      "liveDay",
      z.object({
        ...{ symbols: z.number(), seconds: z.number(), ticks: z.number() },
        ...{ opened: z.number(), closed: z.number(), done: z.number(), failures: z.number() },
        /** Beyond the heap before the first run. */
        samples: z.array(z.number()).length(4),
        /** What the reports of six hours took. */
        reports: z.array(z.number()).length(4),
        heapAfter: z.number(),
        rests: z.record(z.string(), z.number()),
      }),
    );
    const { samples, reports, heapAfter, rests, ...figures } = day;
    const toMegabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
    process.stdout.write(
      `200 symbols live for a day: ${figures.ticks} ticks in ${figures.seconds.toFixed(1)} s of one processor, ` +
        `${Math.round(figures.ticks / figures.seconds)} ticks/s, ${figures.closed} positions; heap beyond the start after ` +
        `6, 12, 18 and 24 hours ${samples.map(toMegabytes).join(", ")} MB, at the end ${toMegabytes(heapAfter)} MB; reports of ` +
        `six hours ${reports.map(toMegabytes).join(", ")} MB\n`,
    );
    expect(figures).toMatchObject({ symbols: 200, done: 200, failures: 0, opened: figures.closed });
    expect(figures.ticks).toBeGreaterThan(200 * 24 * 60);
    expect(figures.closed).toBeGreaterThan(1000);
    expect(Object.entries(rests).filter(([, count]) => count !== 0)).toEqual([]);
    expect(Math.max(...samples) - Math.min(...samples)).toBeLessThan(4 * MEGABYTE);
    // Of each trade a few kilobytes stay as long as its report does.
    expect(Math.max(...reports)).toBeLessThan(32 * MEGABYTE);
    // Compiled code and the empty documents of the stores are all that stays.
    expect(heapAfter).toBeLessThan(8 * MEGABYTE);
  }, 300_000);
});
