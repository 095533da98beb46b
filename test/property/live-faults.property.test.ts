import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { getConfig } from "../../src/index";
import type { IStrategyTickResult, IStrategyTickResultClosed } from "../../src/index";
import type { ChaosOutcome, ChaosPlan } from "../support/live-chaos";
import { sufferChaos } from "../support/live-chaos";
import { useMemoryStores } from "../support/memory-stores";

const SEED = 20_250_301;

const SCHEDULES = 1000;

/** Mostly nothing, sometimes a little, sometimes a lot. */
const share = (little: number, lot: number): fc.Arbitrary<number> => fc.constantFrom(0, 0, little, lot);

const marketFaults = fc.record({
  holes: share(0.02, 0.3),
  late: share(0.03, 0.3),
  latest: fc.integer({ min: 1, max: 15 }),
  broken: share(0.01, 0.1),
  errors: share(0.05, 0.5),
  hangs: share(0.02, 0.2),
  empty: share(0.05, 0.4),
  untidy: share(0.1, 1),
});

const chaosPlan: fc.Arbitrary<ChaosPlan> = fc
  .record({
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    minutes: fc.integer({ min: 25, max: 45 }),
    strategies: fc.constantFrom(1, 1, 2),
    limit: fc.constantFrom(1, 2),
    market: marketFaults,
    diskFailures: share(0.05, 0.4),
    diskDelays: share(0.05, 0.3),
    userFaults: share(0.02, 0.2),
  })
  .chain((plan) => {
    const minute = fc.integer({ min: 1, max: 2 * plan.minutes - 1 });
    const jump = fc.constantFrom(-2400, -600, -90, -20, -1, 1, 20, 90, 600, 2400);
    const outage = fc.constantFrom(0, 1, 30, 200, 1200);
    const steps = fc.array(
      fc.oneof(
        fc.record({ minute, kind: fc.constant("restart" as const), seconds: outage }),
        fc.record({ minute, kind: fc.constant("jump" as const), seconds: jump }),
        fc.record({ minute, kind: fc.constant("stop" as const), seconds: fc.constant(0) }),
      ),
      { maxLength: 6 },
    );
    return steps.map((taken) => ({ ...plan, steps: taken }));
  });

/** What is told again, with the same id, action, price and time, counts once; an opening is never told again. */
const dropRepeats = <T extends IStrategyTickResult>(results: readonly T[]): T[] => {
  const seen = new Set<string>();
  return results.filter((result) => {
    const { action, signal, currentPrice } = result;
    const end = "closeTimestamp" in result ? result.closeTimestamp : null;
    const key = JSON.stringify([action, signal?.id, signal?.scheduledAt, end, currentPrice]);
    const isNew = action === "opened" || !seen.has(key);
    seen.add(key);
    return isNew;
  });
};

/**
 * Follows the events of one strategy: one thing at a time, and everything ends at most once. A position whose write was said
 * to have failed may be taken up by the next process all the same: `onActive` stands for its opening then.
 */
const expectOneAtATime = (events: readonly IStrategyTickResult[]): void => {
  let held: { id: string; kind: "order" | "position" } | null = null;
  const known = new Set<string>();
  for (const event of dropRepeats(events)) {
    const { action, signal } = event;
    const id = signal?.id ?? "";
    const isTakenUp = action === "closed" && held?.kind !== "position" && !known.has(id);
    if (action === "opened" || action === "closed") {
      known.add(id);
    }
    if (isTakenUp) {
      held = null;
    } else if (action === "scheduled") {
      expect(held, `${id} is scheduled`).toBeNull();
      held = { id, kind: "order" };
    } else if (action === "opened") {
      const before = signal.entry === "limit" ? { id, kind: "order" } : null;
      expect(held, `${id} is opened`).toEqual(before);
      held = { id, kind: "position" };
    } else {
      const kind = action === "closed" ? "position" : "order";
      expect(held, `${id} is ${action}`).toEqual({ id, kind });
      held = null;
    }
  }
};

const isClosed = (result: IStrategyTickResult): result is IStrategyTickResultClosed =>
  result.action === "closed";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Both prices get worse by the slippage; the fee is paid twice. */
const recompute = ({ signal, currentPrice }: IStrategyTickResultClosed): number => {
  const { CC_PERCENT_SLIPPAGE: slippage, CC_PERCENT_FEE: fee } = getConfig();
  const side = signal.position === "long" ? 1 : -1;
  const paid = signal.priceOpen * (1 + (side * slippage) / 100);
  const got = currentPrice * (1 - (side * slippage) / 100);
  return (side * (got - paid) * 100) / paid - 2 * fee;
};

const expectSameMoney = ({ events, yielded }: ChaosOutcome): void => {
  const closed = dropRepeats([...events.values()].flat().filter(isClosed));
  const taken = dropRepeats(yielded.filter(isClosed));
  const toPnl = ({ pnl }: IStrategyTickResultClosed): number => pnl.pnlPercentage;
  expect(sum(taken.map(toPnl))).toBeCloseTo(sum(closed.map(toPnl)), 9);
  expect(sum(closed.map(recompute))).toBeCloseTo(sum(closed.map(toPnl)), 9);
};

const expectMilestonesOnce = ({ milestones }: ChaosOutcome): void => {
  const keys = milestones.map(({ data, level, currentPrice }) =>
    JSON.stringify([data.id, level, currentPrice > data.priceOpen]),
  );
  expect(keys).toHaveLength(new Set(keys).size);
};

describe("a live run among everything that can go wrong", () => {
  afterEach(() => {
    useMemoryStores();
  });

  it("keeps its promises in a thousand schedules, each from a seed", async () => {
    const seen = new Set<string>();
    const test = async (plan: ChaosPlan): Promise<void> => {
      const outcome = await sufferChaos(plan);
      expect(outcome.unhandled).toEqual([]);
      for (const events of outcome.events.values()) {
        expectOneAtATime(events);
        events.forEach(({ action }) => seen.add(action));
      }
      expectSameMoney(outcome);
      expectMilestonesOnce(outcome);
      for (const { open, stored, counted } of outcome.places) {
        expect({ stored, counted }).toEqual({ stored: open, counted: open });
      }
      expect(outcome.mostCounted).toBeLessThanOrEqual(plan.limit);
      expect(outcome.haveEnded).toBe(true);
      expect(outcome.pendingTimers).toBe(0);
      outcome.errors.forEach((error) =>
        seen.add(error instanceof Error && "code" in error ? String(error.code) : String(error)),
      );
    };
    await fc.assert(fc.asyncProperty(chaosPlan, test), { numRuns: SCHEDULES, seed: SEED });
    const kinds = [
      ...["scheduled", "opened", "closed", "cancelled"],
      ...["ENOSPC", "EROFS", "EACCES", "CANDLES_FAILED", "CANDLE_INVALID", "SIGNAL_INVALID"],
      ...["Error: user code fails", "Error: a callback fails at once"],
    ];
    expect([...seen]).toEqual(expect.arrayContaining(kinds));
  }, 600_000);
});
