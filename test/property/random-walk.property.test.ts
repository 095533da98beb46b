/**
 * H7: on a driftless random walk nobody earns before costs, whatever the entry rule. The walk moves by one tick up or down
 * and sometimes jumps between two candles, so levels in whole ticks are met exactly and every honest fill is fair or worse.
 */
import { describe, expect, it } from "vitest";
import { createTape } from "../support/create-tape";
import { prepareSignal } from "../../src/client/signal-intake";
import type { HeldState } from "../../src/client/signal-machine";
import { advance, createPendingState, createScheduledState } from "../../src/client/signal-machine";
import { SignalError } from "../../src/errors/SignalError";
import type { FillPolicyName, GlobalConfig } from "../../src/interfaces/Config.interface";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import type { ISignalDto, ISignalRow } from "../../src/interfaces/Signal.interface";
import { at, MINUTE, SETTINGS } from "../unit/client/signal-fixtures";

const START_PRICE = 1_000_000;
const MINUTES = 60_000;
const TICKS_PER_MINUTE = 12;

/** A small seeded generator (mulberry32): uniform in [0, 1). */
const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const createWalk = (seed: number, jumpShare: number): ICandleData[] => {
  const random = createRandom(seed);
  const candles: ICandleData[] = [];
  let price = START_PRICE;
  for (let minute = 0; minute < MINUTES; minute += 1) {
    if (random() < jumpShare) {
      price += (random() < 0.5 ? -1 : 1) * (1 + Math.floor(random() * 12));
    }
    const open = price;
    let [high, low] = [price, price];
    for (let tick = 0; tick < TICKS_PER_MINUTE; tick += 1) {
      price += random() < 0.5 ? -1 : 1;
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    const volume = 1 + Math.floor(random() * 9);
    candles.push({ timestamp: at(minute), open, high, low, close: price, volume });
  }
  return candles;
};

/** What a rule may see. */
interface View {
  readonly vwap: number;
  readonly close: number;
}

type Rule = (view: View) => ISignalDto | null;

const bracket = (position: "long" | "short", base: number, target: number, stop: number, life: number) => {
  const sign = position === "long" ? 1 : -1;
  return {
    position,
    priceTakeProfit: base + sign * target,
    priceStopLoss: base - sign * stop,
    minuteEstimatedTime: life,
  };
};

const RULES: Readonly<Record<string, Rule>> = {
  "buy when the VWAP lags below the close": ({ vwap, close }) =>
    vwap < close - 2 ? bracket("long", close, 15, 15, 20) : null,
  "sell when the VWAP lags above the close": ({ vwap, close }) =>
    vwap > close + 2 ? bracket("short", close, 15, 15, 20) : null,
  "buy when the close fell below the VWAP": ({ vwap, close }) =>
    vwap > close + 2 ? bracket("long", close, 15, 15, 20) : null,
  "sell when the close rose above the VWAP": ({ vwap, close }) =>
    vwap < close - 2 ? bracket("short", close, 15, 15, 20) : null,
  "buy always": ({ close }) => bracket("long", close, 15, 15, 20),
  "sell always": ({ close }) => bracket("short", close, 15, 15, 20),
  "buy with a near target and a far stop": ({ close }) => bracket("long", close, 12, 40, 60),
  "buy with a far target and a near stop": ({ close }) => bracket("long", close, 40, 12, 60),
  "scalp: target and stop within one candle's reach": ({ close }) => bracket("long", close, 4, 4, 20),
  "scalp, near target": ({ close }) => bracket("long", close, 3, 6, 20),
  "scalp, near stop, short": ({ close }) => bracket("short", close, 6, 3, 20),
  "scalp with a limit": ({ close }) => ({ ...bracket("long", close - 2, 4, 4, 20), priceOpen: close - 2 }),
  "hold for one minute after a rise": ({ vwap, close }) =>
    vwap < close - 2 ? bracket("long", close, 50, 50, 1) : null,
  "hold for two minutes after a fall": ({ vwap, close }) =>
    vwap > close + 2 ? bracket("long", close, 50, 50, 2) : null,
  "short for one minute after a fall": ({ vwap, close }) =>
    vwap > close + 2 ? bracket("short", close, 50, 50, 1) : null,
  "limit one tick below the close": ({ close }) => ({
    ...bracket("long", close - 1, 15, 15, 20),
    priceOpen: close - 1,
  }),
  "limit one tick above the close": ({ close }) => ({
    ...bracket("short", close + 1, 15, 15, 20),
    priceOpen: close + 1,
  }),
  "limit at the close": ({ close }) => ({ ...bracket("long", close, 15, 15, 20), priceOpen: close }),
  "limit between VWAP and close after a rise": ({ vwap, close }) =>
    vwap < close - 2 ? { ...bracket("long", close, 15, 15, 20), priceOpen: Math.ceil(vwap) } : null,
  "limit between VWAP and close after a fall, short": ({ vwap, close }) =>
    vwap > close + 2 ? { ...bracket("short", close, 15, 15, 20), priceOpen: Math.floor(vwap) } : null,
  "limit between close and VWAP after a fall": ({ vwap, close }) =>
    vwap > close + 2
      ? { ...bracket("long", close, 15, 15, 20), priceOpen: Math.ceil((vwap + close) / 2) }
      : null,
  "far limit with a stop close behind it": ({ close }) => ({
    ...bracket("long", close - 8, 20, 3, 30),
    priceOpen: close - 8,
  }),
  "far limit, short, with a target close by": ({ close }) => ({
    ...bracket("short", close + 8, 3, 20, 30),
    priceOpen: close + 8,
  }),
};

const settingsOf = (policy: FillPolicyName): GlobalConfig => ({
  ...SETTINGS,
  CC_FILL_POLICY: policy,
  CC_SCHEDULE_AWAIT_MINUTES: 10,
  CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
  CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
});

interface Booking {
  /** The price that judges and books entries besides the VWAP. */
  readonly lastClose: (view: View) => number;
}

const HONEST: Booking = { lastClose: ({ close }) => close };
/** What H7 forbids: the VWAP is the price of the trade. */
const NAIVE: Booking = { lastClose: ({ vwap }) => vwap };

const hold = (row: ISignalRow): HeldState =>
  row._isScheduled ? createScheduledState(row) : createPendingState(row);

/** Gain of every trade of a rule, ticks, before costs; one position at a time. */
const trade = (
  candles: readonly ICandleData[],
  rule: Rule,
  policy: FillPolicyName,
  booking: Booking,
): number[] => {
  const settings = settingsOf(policy);
  const machine = { fillPolicy: policy, scheduleAwaitMs: settings.CC_SCHEDULE_AWAIT_MINUTES * MINUTE };
  const tape = createTape(candles, settings.CC_AVG_PRICE_CANDLES_COUNT);
  const gains: number[] = [];
  let held: HeldState | null = null;
  let now = at(5);
  while (now < at(MINUTES - 1)) {
    if (held === null) {
      const last = tape.observe(now - MINUTE);
      const view = { vwap: last.averagePrice() ?? Number.NaN, close: last.lastClose() ?? Number.NaN };
      const answer = rule(view);
      const place = {
        symbol: "WALK",
        strategyName: "rule",
        exchangeName: "walk",
        minute: now,
        averagePrice: view.vwap,
        lastClose: booking.lastClose(view),
        createId: () => "id",
      };
      try {
        held = answer === null ? null : hold(prepareSignal(answer, place, settings));
      } catch (error) {
        if (!(error instanceof SignalError)) {
          throw error;
        }
        held = null; // the booked entry is past a level: not a trade
      }
      now = held === null ? now + MINUTE : now;
    } else {
      const outcome = advance(held, tape.observe(held.nextMinute), machine);
      if (outcome.kind === "closed") {
        const sign = held.row.position === "long" ? 1 : -1;
        gains.push(sign * (outcome.price - held.row.priceOpen));
      }
      if (outcome.kind === "closed" || outcome.kind === "cancelled") {
        const isByPrice =
          outcome.kind === "closed" ? outcome.closeReason !== "time_expired" : outcome.reason === "price";
        now = isByPrice ? outcome.time + MINUTE : outcome.time;
        held = null;
      } else {
        held = outcome.state;
        now = held.nextMinute;
      }
    }
  }
  return gains;
};

interface Result {
  readonly count: number;
  readonly mean: number;
  /** Mean in units of its standard error. */
  readonly score: number;
}

const measure = (gains: readonly number[]): Result => {
  const count = gains.length;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / count;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (count - 1);
  return { count, mean, score: mean / Math.sqrt(variance / count) };
};

const WALKS = [
  ["without gaps", createWalk(1, 0)],
  ["with gaps", createWalk(2, 0.1)],
] as const;

describe.each(WALKS)("H7: a driftless random walk %s", (_name, candles) => {
  describe.each(["pessimistic", "path"] as const)("policy %s", (policy) => {
    it.each(Object.entries(RULES))("earns nothing: %s", (_rule, rule) => {
      const { count, score } = measure(trade(candles, rule, policy, HONEST));
      expect(count).toBeGreaterThan(400);
      expect(score).toBeLessThan(3);
    });
  });

  it("would pay the same rules if the VWAP were the price of the trade, so the test above can fail", () => {
    const paid = [
      "buy when the VWAP lags below the close",
      "sell when the VWAP lags above the close",
      "hold for one minute after a rise",
      "short for one minute after a fall",
      "limit between VWAP and close after a rise",
    ];
    for (const name of paid) {
      const rule = RULES[name];
      const { score } = measure(rule === undefined ? [] : trade(candles, rule, "pessimistic", NAIVE));
      expect(score, name).toBeGreaterThan(6);
    }
  });

  it("pays them under optimistic, which books at the VWAP by its nature", () => {
    const rule = RULES["buy when the VWAP lags below the close"];
    const { score } = measure(rule === undefined ? [] : trade(candles, rule, "optimistic", HONEST));
    expect(score).toBeGreaterThan(6);
  });
});
