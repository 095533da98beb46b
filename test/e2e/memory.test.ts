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
});
