import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTape } from "../support/create-tape";
import type { HeldState, MachineSettings } from "../../src/client/signal-machine";
import { advance, createPendingState, createScheduledState } from "../../src/client/signal-machine";
import type { FillPolicyName } from "../../src/interfaces/Config.interface";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";
import type { ISignalRow } from "../../src/interfaces/Signal.interface";
import { at, longRow, MINUTE, T0 } from "../unit/client/signal-fixtures";

const POLICIES: readonly FillPolicyName[] = ["pessimistic", "optimistic", "path"];

interface Market {
  readonly row: ISignalRow;
  readonly policy: FillPolicyName;
  readonly awaitMinutes: number;
  readonly windowMinutes: number;
  /** From minute -3 on; `null` is a gap. */
  readonly minutes: readonly (ICandleData | null)[];
}

const FIRST_MINUTE = -3;

const round = (price: number): number => Number(price.toFixed(8));

// ---------------------------------------------------------------------------------------------------------------------
// The oracle: no states, no cursor. A short is turned into a long by negating every price, and each question ("which is
// the first minute that …") is asked of the whole list at once.
// ---------------------------------------------------------------------------------------------------------------------

interface Bar {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

const judgeBar = (bar: Bar, target: number, stop: number, policy: FillPolicyName): number | null => {
  if (policy === "pessimistic") {
    return bar.low <= stop ? Math.min(bar.open, stop) : bar.high >= target ? target : null;
  }
  if (policy === "optimistic") {
    return bar.high >= target ? target : bar.low <= stop ? stop : null;
  }
  if (bar.open <= stop) {
    return bar.open;
  }
  const isHighNearer = bar.high - bar.open < bar.open - bar.low;
  const walk = [bar.open, ...(isHighNearer ? [bar.high, bar.low] : [bar.low, bar.high])];
  const touched = walk.find((price) => price >= target || price <= stop);
  return touched === undefined ? null : touched >= target ? target : stop;
};

const tellStory = ({ row, policy, awaitMinutes, windowMinutes, minutes }: Market): string[] => {
  const sign = row.position === "long" ? 1 : -1;
  const lastMinute = FIRST_MINUTE + minutes.length - 1;
  const candleAt = (minute: number): ICandleData | null => minutes[minute - FIRST_MINUTE] ?? null;
  const barAt = (minute: number): Bar | null => {
    const raw = candleAt(minute);
    if (raw === null) {
      return null;
    }
    const extremes = [raw.high * sign, raw.low * sign];
    return { open: raw.open * sign, high: Math.max(...extremes), low: Math.min(...extremes) };
  };
  const range = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const known = (from: number, to: number): ICandleData[] =>
    range(from, to).flatMap((minute) => candleAt(minute) ?? []);
  const average = (candles: readonly ICandleData[]): number => {
    const volume = candles.reduce((sum, { volume: one }) => sum + one, 0);
    const total = (weigh: (one: ICandleData) => number): number =>
      candles.reduce((sum, one) => sum + weigh(one), 0);
    return volume === 0
      ? total(({ close }) => close) / candles.length
      : total(({ high, low, close, volume: weight }) => ((high + low + close) / 3) * weight) / volume;
  };
  const priceAfter = (minute: number, side: "cancel" | "exit"): number => {
    const window = known(minute - windowMinutes + 1, minute);
    const lastClose = known(FIRST_MINUTE, minute).at(-1)?.close ?? Number.NaN;
    const vwap = window.length === 0 ? lastClose : average(window);
    const isHonest = side === "exit" && policy !== "optimistic";
    return isHonest ? sign * Math.min(sign * vwap, sign * lastClose) : vwap;
  };

  const [entry, target, stop] = [row.priceOpen * sign, row.priceTakeProfit * sign, row.priceStopLoss * sign];
  const story: string[] = [];
  let entryMinute = 0;
  if (row._isScheduled) {
    const lastWait = awaitMinutes - 1;
    const touch = range(0, Math.min(lastWait, lastMinute)).find((minute) => {
      const bar = barAt(minute);
      return bar !== null && (bar.open <= stop || bar.low <= entry);
    });
    if (touch === undefined) {
      return lastMinute >= lastWait
        ? [`${awaitMinutes} timeout ${round(priceAfter(lastWait, "cancel"))}`]
        : ["waiting"];
    }
    const bar = barAt(touch);
    if (bar === null || bar.open <= stop || (policy === "optimistic" && bar.low <= stop)) {
      return [`${touch} price ${round(priceAfter(touch, "cancel"))}`];
    }
    story.push(`${touch} opened ${row.priceOpen}`);
    entryMinute = touch;
  }
  const kind = row._isScheduled ? "limit" : "market";
  const lastLife = entryMinute + row.minuteEstimatedTime - 1;
  for (const minute of range(entryMinute, Math.min(lastLife, lastMinute))) {
    const bar = barAt(minute);
    const ignoresTarget = minute === entryMinute && !(policy === "optimistic" && kind === "market");
    const exit = bar && judgeBar(bar, ignoresTarget ? Infinity : target, stop, policy);
    if (exit !== null) {
      return [...story, `${minute} ${exit >= target ? "take_profit" : "stop_loss"} ${exit * sign}`];
    }
  }
  if (lastMinute >= lastLife) {
    return [...story, `${lastLife + 1} time_expired ${round(priceAfter(lastLife, "exit"))}`];
  }
  const since = known(Math.max(entryMinute, lastMinute - windowMinutes + 1), lastMinute);
  const running = since.length === 0 ? null : average(since) * sign;
  const share = (level: number): number =>
    running === null ? 0 : Math.min(1, Math.max(0, (running - entry) / (level - entry)));
  return [...story, `open ${round(share(target) * 100)} ${round(share(stop) * 100)}`];
};

// ---------------------------------------------------------------------------------------------------------------------
// The machine, as its callers drive it.
// ---------------------------------------------------------------------------------------------------------------------

const minuteOf = (time: number): number => (time - T0) / MINUTE;

const hold = (row: ISignalRow): HeldState =>
  row._isScheduled ? createScheduledState(row) : createPendingState(row);

const runMachine = ({ row, policy, awaitMinutes, windowMinutes, minutes }: Market): string[] => {
  const tape = createTape(
    minutes.filter((one) => one !== null),
    windowMinutes,
  );
  const settings: MachineSettings = { fillPolicy: policy, scheduleAwaitMs: awaitMinutes * MINUTE };
  const lastMinute = at(FIRST_MINUTE + minutes.length - 1);
  const story: string[] = [];
  let standing: string[] = [];
  let state = hold(row);
  while (state.nextMinute <= lastMinute) {
    const outcome = advance(state, tape.observe(state.nextMinute), settings);
    switch (outcome.kind) {
      case "closed":
        return [...story, `${minuteOf(outcome.time)} ${outcome.closeReason} ${round(outcome.price)}`];
      case "cancelled":
        return [...story, `${minuteOf(outcome.time)} ${outcome.reason} ${round(outcome.price)}`];
      case "activated":
        story.push(`${minuteOf(outcome.state.row.pendingAt)} opened ${outcome.state.row.priceOpen}`);
        standing = [];
        break;
      case "waiting":
        standing = ["waiting"];
        break;
      case "running":
        standing = [`open ${round(outcome.percentTp)} ${round(outcome.percentSl)}`];
        break;
    }
    state = outcome.state;
  }
  return [...story, ...standing];
};

const START_PRICE = 1000;

const minuteShape = fc.record({
  isGap: fc.integer({ min: 0, max: 6 }).map((draw) => draw === 0),
  jump: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -9, max: 9 }) },
  ),
  up: fc.integer({ min: 0, max: 6 }),
  down: fc.integer({ min: 0, max: 6 }),
  close: fc.integer({ min: 0, max: 12 }),
  volume: fc.integer({ min: 0, max: 3 }),
});

const minutesOf = (
  shapes: readonly (typeof minuteShape extends fc.Arbitrary<infer Shape> ? Shape : never)[],
) => {
  let price = START_PRICE;
  return shapes.map((shape, index): ICandleData | null => {
    const open = price + shape.jump;
    const low = open - shape.down;
    const high = open + shape.up;
    price = low + (shape.close % (high - low + 1));
    // The first candle is always there: a signal needs a price to be booked at.
    return shape.isGap && index > 0
      ? null
      : { timestamp: at(FIRST_MINUTE + index), open, high, low, close: price, volume: shape.volume };
  });
};

const market: fc.Arbitrary<Market> = fc
  .record({
    position: fc.constantFrom("long", "short"),
    isScheduled: fc.boolean(),
    entryOffset: fc.integer({ min: -6, max: 6 }),
    target: fc.integer({ min: 1, max: 14 }),
    stop: fc.integer({ min: 1, max: 14 }),
    life: fc.integer({ min: 1, max: 15 }),
    policy: fc.constantFrom(...POLICIES),
    awaitMinutes: fc.integer({ min: 1, max: 12 }),
    windowMinutes: fc.integer({ min: 1, max: 6 }),
    shapes: fc.array(minuteShape, { minLength: 4, maxLength: 30 }),
  })
  .map((draw) => {
    const sign = draw.position === "long" ? 1 : -1;
    const priceOpen = START_PRICE + draw.entryOffset;
    return {
      row: longRow({
        position: sign === 1 ? "long" : "short",
        priceOpen,
        priceTakeProfit: priceOpen + sign * draw.target,
        priceStopLoss: priceOpen - sign * draw.stop,
        minuteEstimatedTime: draw.life,
        _isScheduled: draw.isScheduled,
        entry: draw.isScheduled ? "limit" : "market",
      }),
      policy: draw.policy,
      awaitMinutes: draw.awaitMinutes,
      windowMinutes: draw.windowMinutes,
      minutes: minutesOf(draw.shapes),
    };
  });

describe("signal machine against an independent oracle (H2, H3, H4, H7)", () => {
  it("tells the same story over random candles, gaps, sides, entries and policies", () => {
    fc.assert(
      fc.property(market, (drawn) => {
        expect(runMachine(drawn)).toEqual(tellStory(drawn));
      }),
      { numRuns: 4000, seed: 20_240_101 },
    );
  });

  it("meets every kind of ending, so that the comparison above means something", () => {
    const endings = new Set(
      fc.sample(market, { numRuns: 4000, seed: 20_240_101 }).map((drawn) =>
        `${drawn.policy} ${
          runMachine(drawn)
            .at(-1)
            ?.replaceAll(/-?[\d.]+ ?/g, "") ?? ""
        }`.trim(),
      ),
    );
    const kinds = ["take_profit", "stop_loss", "time_expired", "timeout", "price", "waiting", "open"];
    for (const policy of POLICIES) {
      for (const kind of kinds) {
        expect(endings).toContain(`${policy} ${kind}`);
      }
    }
  });

  it("never looks at a minute after the one it is fed", () => {
    fc.assert(
      fc.property(market, fc.integer({ min: 0, max: 29 }), (drawn, cut) => {
        const shorter = { ...drawn, minutes: drawn.minutes.slice(0, cut + 3) };
        const before = runMachine(shorter).filter((line) => !/^(open|waiting)/.test(line));
        expect(runMachine(drawn).slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it("changes neither the state nor the row it was given", () => {
    fc.assert(
      fc.property(market, (drawn) => {
        const frozen = { ...drawn, row: Object.freeze(drawn.row) };
        expect(runMachine(frozen)).toEqual(runMachine(drawn));
      }),
      { numRuns: 100, seed: 8 },
    );
  });
});
