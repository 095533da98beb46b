import { isDeepStrictEqual } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { FillPolicyName, IStrategyTickResult } from "../../src/index";
import { transitionTime } from "../../src/math/transition-time";
import type { MarketFaults } from "../support/faulty-market";
import type { WeekPlan } from "../support/live-week";
import { recordWeek, refuseByNumbers } from "../support/live-week";
import { MINUTE } from "../support/market";
import { useMemoryStores } from "../support/memory-stores";
import type { LiveRecording } from "../support/minute-driver";
import { playBack } from "../support/minute-driver";
import { findPromised, toComparable } from "../support/replay-diff";

const WEEK_MINUTES = 10_080;

const FAULTS: MarketFaults = {
  ...{ holes: 0.01, late: 0.02, latest: 5, broken: 0.003 },
  ...{ errors: 0.02, hangs: 0.005, empty: 0.02, untidy: 0.1 },
};

const createPlan = (seed: number, policy: FillPolicyName): WeekPlan => ({
  seed,
  minutes: WEEK_MINUTES,
  faults: FAULTS,
  diskFaults: 0.005,
  settings: {
    CC_FILL_POLICY: policy,
    CC_SCHEDULE_AWAIT_MINUTES: 15,
    CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
    CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
    CC_GET_CANDLES_RETRY_COUNT: 2,
    CC_GET_CANDLES_RETRY_DELAY_MS: 3000,
  },
});

/** What was played back and differs: empty when nothing does. */
const findDifferences = (
  live: readonly IStrategyTickResult[],
  played: readonly IStrategyTickResult[],
): { index: number; live: object | undefined; played: object | undefined }[] => {
  const pairs = Array.from({ length: Math.max(live.length, played.length) }, (_, index) => {
    const [one, other] = [live[index], played[index]];
    return { index, live: one && toComparable(one), played: other && toComparable(other) };
  });
  return pairs.filter((pair) => !isDeepStrictEqual(pair.live, pair.played)).slice(0, 3);
};

/** What kinds of things happened, so that a test can tell whether it has tested anything. */
const listKinds = (live: LiveRecording): Set<string> =>
  new Set([
    ...live.transitions.map((result) => {
      switch (result.action) {
        case "closed":
          return `${result.signal.position} ${result.closeReason}`;
        case "cancelled":
          return `cancelled ${result.reason}`;
        default:
          return `${result.action} ${result.signal?.entry ?? ""}`;
      }
    }),
    ...live.errors.map((error) =>
      error instanceof Error && "code" in error ? String(error.code) : String(error),
    ),
    ...(live.arrivedLate > 0 ? ["late answer"] : []),
  ]);

const EXPECTED_KINDS = [
  ...["long", "short"].flatMap((side) =>
    ["take_profit", "stop_loss", "time_expired"].map((reason) => `${side} ${reason}`),
  ),
  ...["scheduled limit", "opened limit", "opened market"],
  ...["cancelled price", "cancelled timeout", "cancelled risk"],
  ...["late answer", "CANDLES_FAILED", "CANDLE_INVALID", "SIGNAL_TIMEOUT", "SIGNAL_INVALID", "ENOSPC"],
  "Error: the strategy fails",
];

const play = async (plan: WeekPlan): Promise<{ live: LiveRecording; played: IStrategyTickResult[] }> => {
  const live = await recordWeek(plan);
  const { settings } = plan;
  const { transitions } = await playBack(
    live,
    { settings, validations: [refuseByNumbers] },
    live.to + 1000 * MINUTE,
  );
  return { live, played: transitions };
};

const POLICIES: readonly FillPolicyName[] = ["pessimistic", "optimistic", "path"];

afterEach(() => {
  useMemoryStores();
});

describe("a recorded live week with faults, run again as a back-test", () => {
  it.each(
    POLICIES.flatMap((policy, index) =>
      [index * 2 + 1, index * 2 + 2].map((seed) => [policy, seed] as const),
    ),
  )(
    "has the same transitions, minute by minute and price by price: the diff is empty (%s, seed %i)",
    async (policy, seed) => {
      const { live, played } = await play(createPlan(seed, policy));
      expect(findDifferences(live.transitions, played)).toEqual([]);
      expect(live.transitions.length).toBeGreaterThan(500);
      expect([...listKinds(live)]).toEqual(expect.arrayContaining(EXPECTED_KINDS));
    },
    120_000,
  );

  it("the same with restarts in between, and the minutes of the outages", async () => {
    const restartsAt = Array.from({ length: 40 }, (_, index) => 200 + index * 240);
    const { live, played } = await play({ ...createPlan(11, "pessimistic"), restartsAt });
    expect(findDifferences(live.transitions, played)).toEqual([]);
    expect(live.transitions.length).toBeGreaterThan(500);
  }, 120_000);

  it.each([12, 13, 14, 15, 16, 17])(
    "up to a stop, after which the back-test may go on (seed %i)",
    async (seed) => {
      const plan = createPlan(seed, POLICIES[seed % 3] ?? "path");
      const { live, played } = await play({ ...plan, minutes: 800, stopAt: 500 });
      const { transitions, until } = findPromised(live);
      expect(findDifferences(transitions, played.slice(0, transitions.length))).toEqual([]);
      expect(transitions.length).toBeGreaterThan(20);
      for (const result of played.slice(transitions.length)) {
        expect(transitionTime(result, 0)).toBeGreaterThan(until);
      }
    },
    60_000,
  );
});
