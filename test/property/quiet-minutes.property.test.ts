import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandleSeries } from "../../src/client/candle-series";
import { MilestoneReporter } from "../../src/client/milestone-reporter";
import { MinuteFeeder } from "../../src/client/minute-feeder";
import { countLevels } from "../../src/client/partial-levels";
import { PositionKeeper } from "../../src/client/position-keeper";
import { createQuietBand } from "../../src/client/quiet-band";
import {
  advance,
  createPendingState,
  createScheduledState,
  type HeldState,
  type MachineSettings,
} from "../../src/client/signal-machine";
import { StrategyNotifier } from "../../src/client/strategy-notifier";
import type { FillPolicyName } from "../../src/interfaces/Config.interface";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import { createTape } from "../support/create-tape";
import { createStrategyHarness } from "../support/strategy-client";
import { longRow, MINUTE, T0 } from "../unit/client/signal-fixtures";

const DAY = 1440;
const POLICIES: readonly FillPolicyName[] = ["pessimistic", "optimistic", "path"];

/** A signal, the market it meets, and what is fed of it. */
interface Story {
  readonly candles: readonly ICandleData[];
  readonly held: HeldState;
  readonly policy: FillPolicyName;
  readonly windowMinutes: number;
  readonly awaitMinutes: number;
  /** End of the last minute to feed, ms. */
  readonly until: number;
  /** Ends of minutes at which the tracker fails, ms. */
  readonly failures: ReadonlySet<number>;
}

/** Everything somebody can see of it. */
interface Account {
  readonly milestones: unknown[];
  readonly marks: unknown[];
  readonly transitions: unknown[];
  lastClose: number | null;
  nextMinute: number | null;
}

const createAccount = (): Account => ({
  milestones: [],
  marks: [],
  transitions: [],
  lastClose: null,
  nextMinute: null,
});

/** One minute after the other, each as the machine alone sees it. */
const tellSlowly = (story: Story): Account => {
  const account = createAccount();
  const settings: MachineSettings = {
    fillPolicy: story.policy,
    scheduleAwaitMs: story.awaitMinutes * MINUTE,
  };
  const levels = { profit: 0, loss: 0 };
  let state: HeldState | null = story.held;
  while (state !== null && state.nextMinute < story.until) {
    const minute = createTape(story.candles, story.windowMinutes).observe(state.nextMinute);
    const endTime = state.nextMinute + MINUTE;
    account.lastClose = minute.lastClose();
    const outcome = advance(state, minute, settings);
    if (outcome.kind === "closed") {
      account.transitions.push(["closed", outcome.closeReason, outcome.time, outcome.price]);
      state = null;
    } else if (outcome.kind === "cancelled") {
      account.transitions.push(["cancelled", outcome.reason, outcome.time, outcome.price]);
      state = null;
    } else {
      state = outcome.state;
    }
    if (outcome.kind === "activated") {
      account.transitions.push(["opened", outcome.state.row.pendingAt, outcome.state.row.priceOpen]);
    }
    if (outcome.kind === "running") {
      if (endTime % (DAY * MINUTE) === 0 && account.lastClose !== null) {
        account.marks.push([endTime, account.lastClose]);
      }
      for (const side of ["profit", "loss"] as const) {
        const percent = side === "profit" ? outcome.percentTp : outcome.percentSl;
        if (outcome.runningPrice !== null && countLevels(percent) > levels[side]) {
          account.milestones.push([side, outcome.runningPrice, percent, endTime]);
          levels[side] = story.failures.has(endTime) ? levels[side] : countLevels(percent);
        }
      }
    }
  }
  account.nextMinute = state?.nextMinute ?? null;
  return account;
};

/** The same by the feeder, which passes over quiet minutes. */
const tellQuickly = async (story: Story): Promise<Account> => {
  const account = createAccount();
  const note =
    (side: string) =>
    (_symbol: string, _row: unknown, price: number, percent: number, _mode: boolean, when: Date) => {
      account.milestones.push([side, price, percent, when.getTime()]);
      return story.failures.has(when.getTime()) ? Promise.reject(new Error("disk")) : Promise.resolve();
    };
  const { client } = createStrategyHarness({
    minutes: [],
    backtest: true,
    settings: {
      CC_FILL_POLICY: story.policy,
      CC_AVG_PRICE_CANDLES_COUNT: story.windowMinutes,
      CC_SCHEDULE_AWAIT_MINUTES: story.awaitMinutes,
    },
    partial: { profit: note("profit"), loss: note("loss") },
    collector: { mark: (_pair, { time, price }) => void account.marks.push([time, price]) },
  });
  const notifier = new StrategyNotifier(client.params);
  const keeper = new PositionKeeper(client.params, notifier);
  const feeder = new MinuteFeeder(client.params, keeper, new MilestoneReporter(client.params, notifier));
  keeper.advanceTo(story.held);
  const tape = feeder.createTape(CandleSeries.of(story.candles));
  for (let isFed = false; !isFed;) {
    const result = await feeder.feed(tape, story.until);
    isFed = result?.action !== "opened";
    if (result?.action === "opened") {
      account.transitions.push(["opened", result.signal.pendingAt, result.currentPrice]);
    } else if (result?.action === "closed") {
      const { closeReason, closeTimestamp, currentPrice } = result;
      account.transitions.push(["closed", closeReason, closeTimestamp, currentPrice]);
    } else if (result?.action === "cancelled") {
      const { reason, closeTimestamp, currentPrice } = result;
      account.transitions.push(["cancelled", reason, closeTimestamp, currentPrice]);
    }
  }
  account.lastClose = feeder.createTape(CandleSeries.EMPTY).lastClose();
  account.nextMinute = keeper.held?.nextMinute ?? null;
  return account;
};

/** What happens in one minute, in steps of the price; `null` for a gap. */
const minuteArbitrary = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 12,
    arbitrary: fc.record({
      move: fc.integer({ min: -2, max: 2 }),
      up: fc.constantFrom(0, 0, 1, 3),
      down: fc.constantFrom(0, 0, 1, 3),
      volume: fc.constantFrom(0, 0, 1, 2.5, 7, 1e-320, 1e120, 1e300),
      shift: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 30_000),
    }),
  },
);

const storyArbitrary: fc.Arbitrary<Story> = fc
  .record({
    minutes: fc.array(minuteArbitrary, { maxLength: 150, size: "max" }),
    step: fc.constantFrom(0.01, 0.125, 0.3),
    first: fc.integer({ min: DAY - 120, max: DAY + 10 }),
    before: fc.integer({ min: 0, max: 6 }),
    kind: fc.constantFrom("market", "limit", "market off the minute", "restored", "order", "restored order"),
    isLong: fc.boolean(),
    profitSteps: fc.integer({ min: 1, max: 60 }),
    lossSteps: fc.integer({ min: 1, max: 60 }),
    entrySteps: fc.integer({ min: 1, max: 6 }),
    lifetime: fc.integer({ min: 1, max: 160 }),
    awaitMinutes: fc.integer({ min: 1, max: 160 }),
    windowMinutes: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 40 })),
    policy: fc.constantFrom(...POLICIES),
    fed: fc.integer({ min: 1, max: 200 }),
    failures: fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 10 }),
  })
  .map((plan) => {
    const firstTime = T0 + plan.first * MINUTE;
    let price = 100;
    const candles = plan.minutes.flatMap((minute, index): ICandleData[] => {
      if (minute === null) {
        return [];
      }
      const open = price;
      price += minute.move * plan.step;
      return [
        {
          timestamp: firstTime + (index - plan.before) * MINUTE + minute.shift,
          open,
          high: Math.max(open, price) + minute.up * plan.step,
          low: Math.min(open, price) - minute.down * plan.step,
          close: price,
          volume: minute.volume,
        },
      ];
    });
    const side = plan.isLong ? 1 : -1;
    const isOrder = plan.kind === "order" || plan.kind === "restored order";
    const priceOpen = isOrder ? 100 - side * plan.entrySteps * plan.step : 100;
    const isRestored = plan.kind === "restored" || plan.kind === "restored order";
    const entryTime = plan.kind === "market off the minute" ? firstTime - 20_000 : firstTime;
    const row = longRow({
      position: plan.isLong ? "long" : "short",
      priceOpen,
      priceTakeProfit: priceOpen + side * plan.profitSteps * plan.step,
      priceStopLoss: priceOpen - side * plan.lossSteps * plan.step,
      minuteEstimatedTime: plan.lifetime,
      scheduledAt: isRestored ? NaN : entryTime,
      pendingAt: isRestored ? NaN : entryTime,
      entry: plan.kind === "limit" ? "limit" : "market",
    });
    return {
      candles,
      held: isOrder
        ? createScheduledState({ ...row, _isScheduled: true, entry: "limit" }, firstTime)
        : createPendingState(row, firstTime),
      policy: plan.policy,
      windowMinutes: plan.windowMinutes,
      awaitMinutes: plan.awaitMinutes,
      until: firstTime + plan.fed * MINUTE,
      failures: new Set(plan.failures.map((minute) => firstTime + minute * MINUTE)),
    };
  });

/** A clock that ends a signal before any price was seen fails in both, in the same words. */
const settle = async (tell: () => Account | Promise<Account>): Promise<unknown> => {
  try {
    return await tell();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

describe("a feeder that passes over quiet minutes", () => {
  it("shows what one shows that looks at every minute: ends, milestones, marks, the last close", async () => {
    await fc.assert(
      fc.asyncProperty(storyArbitrary, async (story) => {
        expect(await settle(() => tellQuickly(story))).toEqual(await settle(() => tellSlowly(story)));
      }),
      { numRuns: 1500 },
    );
  });
});

const anyPrice = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
const closePrice = fc.double({ min: 99.999999, max: 100.000001, noNaN: true });
const wildNumber = fc.oneof(fc.double(), fc.constantFrom(0, -1, 5e-324, 1e-310, 1e308, Infinity, NaN));

describe("a minute that is passed over", () => {
  it("is one in which the machine finds nothing, whatever the numbers are", () => {
    const story = fc.record({
      prices: fc.constantFrom(anyPrice, closePrice).chain((price) =>
        fc.record({
          row: fc.record({ priceOpen: price, priceTakeProfit: price, priceStopLoss: price }),
          candles: fc.array(
            fc.record({
              open: price,
              high: fc.oneof({ weight: 20, arbitrary: price }, { weight: 1, arbitrary: wildNumber }),
              low: fc.oneof({ weight: 20, arbitrary: price }, { weight: 1, arbitrary: wildNumber }),
              close: price,
              volume: wildNumber,
            }),
            { maxLength: 12 },
          ),
        }),
      ),
      position: fc.constantFrom("long" as const, "short" as const),
      profit: fc.integer({ min: 0, max: 10 }),
      loss: fc.integer({ min: 0, max: 10 }),
      windowMinutes: fc.integer({ min: 1, max: 6 }),
      policy: fc.constantFrom(...POLICIES),
      isOrder: fc.boolean(),
    });
    let passed = 0;
    fc.assert(
      fc.property(story, ({ prices, position, profit, loss, windowMinutes, policy, isOrder }) => {
        const row = longRow({ ...prices.row, position });
        const settings = { fillPolicy: policy, scheduleAwaitMs: 60 * MINUTE };
        const held = isOrder ? createScheduledState({ ...row, _isScheduled: true }) : createPendingState(row);
        const candles = prices.candles.map((candle, index) => ({
          timestamp: T0 + index * MINUTE,
          ...candle,
        }));
        const tape = createTape(candles, windowMinutes);
        const band = createQuietBand(held, { profit, loss }, settings, T0 + 20 * MINUTE);
        const end = band === null ? T0 : tape.passQuiet(T0, band);
        for (let minute = T0; minute < end; minute += MINUTE) {
          passed += 1;
          const outcome = advance(
            { ...held, nextMinute: minute },
            createTape(candles, windowMinutes).observe(minute),
            settings,
          );
          expect(outcome.kind).toBe(isOrder ? "waiting" : "running");
          if (outcome.kind === "running") {
            expect(countLevels(outcome.percentTp)).toBeLessThanOrEqual(profit);
            expect(countLevels(outcome.percentSl)).toBeLessThanOrEqual(loss);
          }
        }
      }),
      { numRuns: 5000 },
    );
    expect(passed).toBeGreaterThan(500);
  });
});
