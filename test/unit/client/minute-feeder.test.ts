import { performance } from "node:perf_hooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ISignalDto } from "../../../src/interfaces/Signal.interface";
import type { IReportPair } from "../../../src/interfaces/Report.interface";
import type { IPositionMark } from "../../../src/interfaces/Strategy.interface";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { flatMinutes, MINUTE, setMinute, START } from "../../support/market";
import {
  createStrategyHarness,
  installStandingClock,
  type StrategyHarness,
} from "../../support/strategy-client";

/** Minutes of a day. */
const DAY = 1440;

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 3 * DAY,
};

let clock: ReturnType<typeof installStandingClock>;
let marks: { readonly pair: IReportPair; readonly mark: IPositionMark }[];

beforeEach(() => {
  clock = installStandingClock(10 * DAY);
  marks = [];
});

afterEach(() => {
  clock.restore();
});

/** A strategy that opens once. */
const create = (minutes: ICandleData[], signal: ISignalDto, backtest = true): StrategyHarness => {
  let left: ISignalDto | null = signal;
  return createStrategyHarness({
    minutes,
    backtest,
    settings: { CC_MAX_SIGNAL_LIFETIME_MINUTES: 5 * DAY, CC_SCHEDULE_AWAIT_MINUTES: 3 * DAY },
    getSignal: () => {
      const given = left;
      left = null;
      return Promise.resolve(given);
    },
    collector: { mark: (pair, mark) => void marks.push({ pair, mark }) },
  });
};

const timesOf = (): number[] => marks.map(({ mark }) => (mark.time - START) / MINUTE);
const pricesOf = (): number[] => marks.map(({ mark }) => mark.price);

describe("an open position is marked at every UTC midnight", () => {
  it("of a walk, by the close of the last minute of the day, under the pair of the run", async () => {
    const minutes = flatMinutes(4 * DAY);
    setMinute(minutes, DAY - 1, { high: 102, close: 102 });
    setMinute(minutes, DAY, { high: 105, close: 105 });
    setMinute(minutes, 2 * DAY - 1, { high: 103, close: 103 });
    const harness = create(minutes, LONG);
    const opened = await harness.tick(100);
    expect(opened.action).toBe("opened");
    await harness.walk(100, 100);
    expect(timesOf()).toEqual([DAY, 2 * DAY, 3 * DAY]);
    expect(pricesOf()).toEqual([102, 103, 100]);
    expect(marks[0]?.pair).toEqual({ symbol: "BTCUSDT", strategyName: "trend", backtest: true });
    expect(marks[0]?.mark.signal).toMatchObject({ id: opened.signal?.id, pendingAt: START + 100 * MINUTE });
  });

  it("in live too, under its own mode", async () => {
    const harness = create(flatMinutes(2 * DAY), LONG, false);
    clock.moveTo(DAY - 10);
    await harness.tick(DAY - 10);
    clock.moveTo(DAY - 1);
    await harness.tick(DAY - 1);
    expect(marks).toEqual([]);
    clock.moveTo(DAY);
    await harness.tick(DAY);
    clock.moveTo(DAY + 1);
    await harness.tick(DAY + 1);
    expect(timesOf()).toEqual([DAY]);
    expect(marks[0]?.pair).toEqual({ symbol: "BTCUSDT", strategyName: "trend", backtest: false });
  });

  it("where the last minute is missing, by the last close before it", async () => {
    const minutes = flatMinutes(DAY + 60);
    setMinute(minutes, DAY - 4, { low: 99, close: 99 });
    minutes.splice(DAY - 3, 3);
    const harness = create(minutes, { ...LONG, minuteEstimatedTime: 60 });
    await harness.tick(DAY - 30);
    await harness.walk(DAY - 30, DAY - 30);
    expect([timesOf(), pricesOf()]).toEqual([[DAY], [99]]);
  });

  it("but not where it closes in the minute before, or opens at midnight", async () => {
    const minutes = flatMinutes(DAY + 60);
    setMinute(minutes, DAY - 1, { low: 94 });
    const closing = create(minutes, LONG);
    await closing.tick(DAY - 30);
    expect(await closing.walk(DAY - 30, DAY - 30)).toMatchObject({ action: "closed" });
    const opening = create(flatMinutes(DAY + 60), { ...LONG, minuteEstimatedTime: 10 });
    await opening.tick(DAY);
    await opening.walk(DAY, DAY);
    expect(marks).toEqual([]);
  });

  it("an order that waits is none", async () => {
    const harness = create(flatMinutes(DAY + 60), { ...LONG, priceOpen: 98 });
    expect((await harness.tick(DAY - 30)).action).toBe("scheduled");
    await harness.walk(DAY - 30, DAY - 30);
    expect(marks).toEqual([]);
  });
});

describe("a walk over minutes in which nothing happens", () => {
  it("tells of every minute whoever asks for every minute", async () => {
    const seen: number[] = [];
    const minutes = flatMinutes(200, 101);
    setMinute(minutes, 19, { open: 100, high: 100, low: 100, close: 100 });
    const harness = createStrategyHarness({
      minutes,
      backtest: true,
      settings: { CC_AVG_PRICE_CANDLES_COUNT: 1 },
      getSignal: () => Promise.resolve({ ...LONG, minuteEstimatedTime: 90 }),
      callbacks: { onPartialProfit: (_symbol, _row, price) => void seen.push(price) },
    });
    await harness.tick(20);
    await harness.walk(20, 20);
    // The minute of the expiry closes it.
    expect(seen).toHaveLength(89);
  });

  it("knows the progress of its last minute", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 98, { open: 100.5, high: 100.5, low: 100.5, close: 100.5 });
    setMinute(minutes, 99, { open: 100.5, high: 100.5, low: 100.5, close: 100.5 });
    const harness = createStrategyHarness({
      minutes,
      settings: { CC_AVG_PRICE_CANDLES_COUNT: 1 },
      getSignal: () => Promise.resolve({ ...LONG, minuteEstimatedTime: 200 }),
    });
    clock.moveTo(20);
    await harness.tick(20);
    clock.moveTo(100);
    const active = await harness.tick(100);
    expect(active).toMatchObject({ action: "active", currentPrice: 100.5 });
    expect(active).toHaveProperty("percentTp", expect.closeTo(5, 9));
  });

  it("asks a tracker that fails again a minute later", async () => {
    const asked: number[] = [];
    const minutes = flatMinutes(200, 102.2);
    setMinute(minutes, 19, { open: 100, high: 100, low: 100, close: 100 });
    const harness = createStrategyHarness({
      minutes,
      backtest: true,
      settings: { CC_AVG_PRICE_CANDLES_COUNT: 1 },
      getSignal: () => Promise.resolve({ ...LONG, minuteEstimatedTime: 90 }),
      partial: {
        profit: (_symbol, _row, _price, _percent, _mode, when) => {
          asked.push((when.getTime() - START) / MINUTE);
          return asked.length < 3 ? Promise.reject(new Error("disk")) : Promise.resolve();
        },
      },
    });
    await harness.tick(20);
    await harness.walk(20, 20);
    expect(asked).toEqual([21, 22, 23]);
  });
});

describe("a walk that takes its time", () => {
  /** Walks a day on a machine on which each look at the time finds it 5 ms later. */
  const walkSlowly = async (
    between: (harness: StrategyHarness) => void,
  ): Promise<{ readonly result: unknown; readonly turns: number }> => {
    const harness = create(flatMinutes(DAY + 60), { ...LONG, minuteEstimatedTime: DAY });
    await harness.tick(20);
    let time = 0;
    let turns = 0;
    const look = vi.spyOn(performance, "now").mockImplementation(() => (time += 5));
    const takeTurn = (): void => {
      turns += 1;
      between(harness);
      next = setImmediate(takeTurn);
    };
    let next = setImmediate(takeTurn);
    try {
      return { result: await harness.walk(20, 20), turns };
    } finally {
      clearImmediate(next);
      look.mockRestore();
    }
  };

  it("lets others have turns in between, and feeds every minute once", async () => {
    const { result, turns } = await walkSlowly(() => undefined);
    expect(result).toMatchObject({ action: "closed", closeTimestamp: START + (20 + DAY) * MINUTE });
    expect(turns).toBeGreaterThan(5);
    expect(marks.map(({ mark }) => mark.time)).toEqual([START + DAY * MINUTE]);
  });

  it("goes on with what it held when its strategy is cleared in such a turn", async () => {
    const { result } = await walkSlowly((harness) => void harness.client.release());
    expect(result).toMatchObject({ action: "closed", closeTimestamp: START + (20 + DAY) * MINUTE });
  });
});
