import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  getDefaultConfig,
  Heat,
  listenDoneLive,
  listenError,
  Live,
  Partial as PartialReport,
  Performance,
  PersistScheduleAdapter,
  PersistSignalAdapter,
  Risk,
  Schedule,
} from "../../src/index";
import type {
  ICandleData,
  ISignalDto,
  ISignalRow,
  IStrategyCallbacks,
  LiveStatisticsModel,
} from "../../src/index";
import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, flatMinutes, MINUTE, setMinute, START } from "../support/market";
import { useMemoryStores } from "../support/memory-stores";
import { collect, uniqueName, useSettings } from "../support/run";

const SYMBOL = "BTCUSDT";
const OTHER = "ETHUSDT";
const at = (minute: number): number => START + minute * MINUTE;
const minuteOf = (time: number): number => (time - START) / MINUTE;

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 60,
};

/** What depends on closed trades alone, and says nothing without one. */
const EIGHT = [
  ...(["winRate", "avgPnl", "totalPnl", "stdDev", "sharpeRatio"] as const),
  ...(["annualizedSharpeRatio", "certaintyRatio", "expectedYearlyReturns"] as const),
];

const expectNothingClosed = (statistics: LiveStatisticsModel): void => {
  expect(statistics).toMatchObject({ totalClosed: 0, winCount: 0, lossCount: 0 });
  expect(EIGHT.map((name) => statistics[name])).toEqual(EIGHT.map(() => null));
};

/** Result of a long after the costs of both sides, percent. */
const longResult = (open: number, close: number): number => {
  const { CC_PERCENT_SLIPPAGE: slippage, CC_PERCENT_FEE: fee } = getDefaultConfig();
  const paid = open * (1 + slippage / 100);
  return (100 * (close * (1 - slippage / 100) - paid)) / paid - 2 * fee;
};

let clock: SimulatedClock;
let restoreClock: () => void;
let stops: (() => void)[];
let errors: unknown[];
let cleanUps: (() => void)[];

const startClock = (minute: number): void => {
  clock = createSimulatedClock({ start: at(minute) });
  restoreClock = setClock(clock);
};

beforeEach(() => {
  useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1 });
  useMemoryStores();
  startClock(60);
  errors = [];
  cleanUps = [];
  stops = [listenError((error) => void errors.push(error))];
});

afterEach(async () => {
  await clock.runUntil(Live.shutdown());
  stops.forEach((stop) => stop());
  restoreClock();
  cleanUps.forEach((cleanUp) => cleanUp());
  expect(errors).toEqual([]);
});

interface BotOptions {
  readonly minutes?: readonly ICandleData[] | ((symbol: string) => readonly ICandleData[]);
  /** By minute after `START`, for every symbol. */
  readonly signals?: Readonly<Record<number, ISignalDto>>;
  readonly onAsked?: (symbol: string, minute: number) => void | Promise<void>;
  readonly callbacks?: Partial<IStrategyCallbacks>;
  /** Minutes in which the risk profile refuses. */
  readonly refused?: readonly number[];
}

interface Bot {
  readonly context: { readonly strategyName: string; readonly exchangeName: string };
  readonly frameName: string;
  readonly read: (symbol?: string) => Promise<LiveStatisticsModel>;
  readonly start: (...symbols: string[]) => void;
  /** The back-test of minutes 10 to 50. */
  readonly backtest: (symbol?: string) => ReturnType<typeof Backtest.run>;
}

/** A strategy, its exchange, and the frame of its back-test; live candles are served when they have closed. */
const createBot = ({ minutes = flatMinutes(400), signals = {}, ...options }: BotOptions = {}): Bot => {
  const context = { strategyName: uniqueName("bot"), exchangeName: uniqueName("exchange") };
  const [frameName, riskName] = [uniqueName("frame"), uniqueName("risk")];
  const { schema } = createMemoryExchange(context.exchangeName, minutes);
  addExchange({
    ...schema,
    getCandles: async (...args) =>
      (await schema.getCandles(...args)).filter(({ timestamp }) => timestamp + MINUTE <= clock.now()),
  });
  addFrame({ frameName, interval: "1m", startDate: new Date(at(10)), endDate: new Date(at(50)) });
  addRisk({
    riskName,
    validations: [
      ({ timestamp }) => {
        if (options.refused?.includes(minuteOf(timestamp)) === true) {
          throw new Error("not now");
        }
      },
    ],
  });
  addStrategy({
    ...{ strategyName: context.strategyName, interval: "1m", riskName },
    callbacks: { ...options.callbacks },
    getSignal: async (symbol, when) => {
      const minute = Math.floor(minuteOf(when.getTime()));
      await options.onAsked?.(symbol, minute);
      return signals[minute] ?? null;
    },
  });
  return {
    context,
    frameName,
    read: (symbol = SYMBOL) => Live.getData(symbol, context.strategyName),
    start: (...symbols) => {
      (symbols.length === 0 ? [SYMBOL] : symbols).forEach((symbol) => Live.background(symbol, context));
    },
    backtest: (symbol = SYMBOL) => Backtest.run(symbol, { ...context, frameName }),
  };
};

/** A row as an earlier process would have stored it. */
const createRow = (bot: Bot, symbol: string, changes: Partial<ISignalRow> = {}): ISignalRow => ({
  ...{ ...LONG, id: `stored ${symbol}`, note: "kept", priceOpen: 100, minuteEstimatedTime: 120 },
  ...{ ...bot.context, symbol, scheduledAt: at(50), pendingAt: at(50), _isScheduled: false, entry: "market" },
  ...changes,
});

const storePosition = (bot: Bot, symbol: string): Promise<void> =>
  PersistSignalAdapter.writeSignalData(createRow(bot, symbol), symbol, bot.context.strategyName);

const describeRows = ({ eventList }: LiveStatisticsModel): string[] =>
  eventList.map(({ action, timestamp }) => `${action} ${minuteOf(timestamp)}`);

/** Opened in minute 62, take profit in minute 65. */
const createWinningMinutes = (): ICandleData[] => {
  const minutes = flatMinutes(400);
  setMinute(minutes, 65, { high: 111 });
  return minutes;
};

describe("rows of a live report", () => {
  it("are newest first: idle, opened, active, closed, each with what is known of it", async () => {
    const bot = createBot({
      minutes: createWinningMinutes(),
      signals: { 62: { ...LONG, id: "first", note: "a reason" } },
    });
    bot.start();
    await clock.advanceTo(at(68));
    const statistics = await bot.read();
    const known = {
      ...{ symbol: SYMBOL, signalId: "first", position: "long", note: "a reason" },
      ...{ openPrice: 100, takeProfit: 110, stopLoss: 95 },
    };
    expect(statistics.eventList).toEqual([
      { timestamp: at(68), action: "idle", currentPrice: expect.closeTo(100 + 11 / 15, 9) },
      {
        ...{ timestamp: at(65), action: "closed", currentPrice: 110, ...known },
        ...{ pnl: expect.closeTo(longResult(100, 110), 9), closeReason: "take_profit", duration: 3 },
      },
      { timestamp: at(65), action: "active", currentPrice: 100, ...known, percentTp: 0, percentSl: 0 },
      { timestamp: at(62), action: "opened", currentPrice: 100, ...known },
      { timestamp: at(61), action: "idle", currentPrice: 100 },
    ]);
    expect(statistics).toMatchObject({ totalEvents: 5, totalClosed: 1, winCount: 1, lossCount: 0 });
  });

  it("idle rows collapse, before and after a trade", async () => {
    const bot = createBot({ minutes: createWinningMinutes(), signals: { 62: LONG } });
    bot.start();
    await clock.advanceTo(at(120));
    expect(describeRows(await bot.read())).toEqual([
      "idle 120",
      "closed 65",
      "active 65",
      "opened 62",
      "idle 61",
    ]);
  });

  it("a waiting order is an active row that shows no progress, and no open position in the figures", async () => {
    const bot = createBot({ signals: { 62: { ...LONG, priceOpen: 98 } } });
    bot.start();
    await clock.advanceTo(at(66));
    const { eventList, exposure, equityCurve } = await bot.read();
    expect(eventList).toMatchObject([{ action: "active", percentTp: 0, percentSl: 0 }, { action: "idle" }]);
    expect([exposure, equityCurve.at(-1)?.equity]).toEqual([0, 1]);
  });
});

describe("figures of a live run", () => {
  it("say nothing where nothing has closed: before the run, in its first getSignal, while a position is open", async () => {
    const seen: LiveStatisticsModel[] = [];
    const bot = createBot({
      signals: { 62: LONG },
      onAsked: async () => void seen.push(await bot.read()),
    });
    expectNothingClosed(await bot.read());
    bot.start();
    await clock.advanceTo(at(64));
    expect(seen).toHaveLength(3);
    expect(seen[0]?.eventList).toEqual([]);
    seen.forEach(expectNothingClosed);
    const held = await bot.read();
    expect(held.eventList[0]?.action).toBe("active");
    expectNothingClosed(held);
  });

  it("count an open position at what it would bring now: account, drawdown, exposure", async () => {
    const minutes = flatMinutes(400);
    for (let minute = 62; minute < 400; minute += 1) {
      setMinute(minutes, minute, { price: minute < 70 ? 97 : 104 });
    }
    const bot = createBot({ minutes, signals: { 62: LONG } });
    bot.start();
    await clock.advanceTo(at(70));
    const low = await bot.read();
    expect(low.equityCurve).toEqual([
      { time: at(60), equity: 1 },
      { time: at(70), equity: expect.closeTo(1 + longResult(100, 97) / 100, 9) },
    ]);
    expect(low.maxDrawdown).toBeCloseTo(-longResult(100, 97), 9);
    expect(low.exposure).toBeCloseTo(80, 9);
    expect(low.run).toMatchObject({ startTime: at(60), endTime: at(70), frameName: "", gaps: [] });
    await clock.advanceTo(at(80));
    const high = await bot.read();
    expect(high.equityCurve.at(-1)?.equity).toBeCloseTo(1 + longResult(100, 104) / 100, 9);
    expect(high.exposure).toBeCloseTo(90, 9);
    expect(high.maxDrawdown).toBe(0);
    await clock.advanceTo(at(125));
    const over = await bot.read();
    // What it was worth on the way is over with its close.
    expect(over.equityCurve.map(({ time }) => minuteOf(time))).toEqual([60, 122, 125]);
    expect(over.equityCurve.at(-1)?.equity).toBeCloseTo(1 + longResult(100, 104) / 100, 9);
  });

  it("mark an open position at UTC midnight at the last price paid, and keep the mark after the close", async () => {
    restoreClock();
    startClock(1_430);
    const minutes = flatMinutes(1_600);
    setMinute(minutes, 1_439, { price: 102, low: 100, volume: 0 });
    setMinute(minutes, 1_450, { low: 94 });
    const bot = createBot({ minutes, signals: { 1_432: LONG } });
    bot.start();
    await clock.advanceTo(at(1_445));
    expect((await bot.read()).equityCurve.map(({ time }) => minuteOf(time))).toEqual([1_430, 1_440, 1_445]);
    await clock.advanceTo(at(1_455));
    const { equityCurve, dayCount, totalClosed } = await bot.read();
    expect([dayCount, totalClosed]).toEqual([2, 1]);
    expect(equityCurve).toEqual([
      { time: at(1_430), equity: 1 },
      { time: at(1_440), equity: expect.closeTo(1 + longResult(100, 102) / 100, 9) },
      { time: at(1_450), equity: expect.closeTo(1 + longResult(100, 95) / 100, 9) },
      { time: at(1_455), equity: expect.closeTo(1 + longResult(100, 95) / 100, 9) },
    ]);
  });

  it("a minute that never came is a gap, once, and the outline of the price leaves it out", async () => {
    const minutes = createWinningMinutes();
    minutes.splice(63, 1);
    const bot = createBot({ minutes, signals: { 62: LONG } });
    bot.start();
    await clock.advanceTo(at(70));
    const { run } = await bot.read();
    expect(run?.gaps).toEqual([{ since: at(63), until: at(64) }]);
    const bars = new Map(run?.priceOutline.map(({ time, high }) => [minuteOf(time), high]));
    expect([62, 63, 64, 65, 69, 70].map((minute) => bars.get(minute))).toEqual([
      ...[100, undefined, 100, 111, 100, undefined],
    ]);
  });

  it("know a position that was taken up, from its entry on; its close counts", async () => {
    const bot = createBot({ minutes: createWinningMinutes() });
    await storePosition(bot, SYMBOL);
    bot.start();
    await clock.advanceTo(at(62));
    const held = await bot.read();
    expectNothingClosed(held);
    expect(held.exposure).toBe(100);
    await clock.advanceTo(at(70));
    const over = await bot.read();
    expect(describeRows(over)).toEqual(["idle 70", "closed 65", "active 65"]);
    expect(over.eventList[1]).toMatchObject({ duration: 15, signalId: `stored ${SYMBOL}` });
    expect(over).toMatchObject({ totalClosed: 1, winCount: 1, exposure: 50 });
    // 15 minutes of the trade, 10 of them seen.
    expect(over.expectedYearlyReturns).toBeCloseTo((longResult(100, 110) * 365 * 1_440) / 15, 3);
  });

  it("a position that was taken up without its times has no duration, and every other figure is sound", async () => {
    const bot = createBot({ minutes: createWinningMinutes() });
    const { scheduledAt: _scheduledAt, pendingAt: _pendingAt, ...row } = createRow(bot, SYMBOL);
    const names = [SYMBOL, bot.context.strategyName];
    await Reflect.apply(PersistSignalAdapter.writeSignalData, undefined, [row, ...names]);
    bot.start();
    await clock.advanceTo(at(70));
    const { eventList, equityCurve, ...figures } = await bot.read();
    expect(eventList[1]).toMatchObject({ action: "closed", pnl: expect.closeTo(longResult(100, 110), 9) });
    expect(eventList[1]).not.toHaveProperty("duration");
    expect(Object.values(figures).filter((value) => Number.isNaN(value))).toEqual([]);
    expect(equityCurve.at(-1)?.equity).toBeCloseTo(1 + longResult(100, 110) / 100, 9);
    expect(await Live.getReport(SYMBOL, bot.context.strategyName)).not.toMatch(/NaN|undefined/);
  });

  it("an order that was taken up without its times fills after a time nobody knows: it counts, and spoils no mean", async () => {
    const minutes = flatMinutes(400);
    setMinute(minutes, 63, { low: 97 });
    setMinute(minutes, 65, { high: 111 });
    setMinute(minutes, 76, { low: 97 });
    const bot = createBot({ minutes, signals: { 70: { ...LONG, priceOpen: 98 } } });
    const { strategyName } = bot.context;
    const {
      scheduledAt: _scheduledAt,
      pendingAt: _pendingAt,
      ...row
    } = createRow(bot, SYMBOL, {
      ...{ priceOpen: 98, entry: "limit", _isScheduled: true },
    });
    await Reflect.apply(PersistScheduleAdapter.writeScheduleData, undefined, [row, SYMBOL, strategyName]);
    bot.start();
    await clock.advanceTo(at(68));
    const once = await Schedule.getData(SYMBOL, strategyName, false);
    expect(once).toMatchObject({ totalOpened: 1, avgActivationTime: null });
    expect(once.eventList[0]).toMatchObject({ action: "opened", timestamp: at(63) });
    expect(once.eventList[0]).not.toHaveProperty("duration");
    await clock.advanceTo(at(80));
    const twice = await Schedule.getData(SYMBOL, strategyName, false);
    expect(twice).toMatchObject({ totalOpened: 2, avgActivationTime: 6 });
    expect(await Schedule.getReport(SYMBOL, strategyName, false)).not.toMatch(/NaN|undefined/);
  });

  it("an order that was taken up without its times and cancelled: the same", async () => {
    const minutes = flatMinutes(400);
    setMinute(minutes, 63, { price: 94 });
    const bot = createBot({ minutes });
    const { strategyName } = bot.context;
    const {
      scheduledAt: _scheduledAt,
      pendingAt: _pendingAt,
      ...row
    } = createRow(bot, SYMBOL, {
      ...{ priceOpen: 98, entry: "limit", _isScheduled: true },
    });
    await Reflect.apply(PersistScheduleAdapter.writeScheduleData, undefined, [row, SYMBOL, strategyName]);
    bot.start();
    await clock.advanceTo(at(68));
    const statistics = await Schedule.getData(SYMBOL, strategyName, false);
    expect(statistics).toMatchObject({ totalCancelled: 1, byReason: { price: 1 }, avgWaitTime: null });
    expect(statistics.eventList[0]).not.toHaveProperty("duration");
  });

  it("two symbols taken up and closed on their first tick: onTick of the last one reads both", async () => {
    const minutes = flatMinutes(400);
    setMinute(minutes, 55, { high: 111 });
    const reports: Promise<string[]>[] = [];
    const bot = createBot({
      minutes,
      callbacks: {
        onTick: (_symbol, { action }) => {
          if (action === "closed") {
            const { strategyName } = bot.context;
            reports.push(Promise.all([SYMBOL, OTHER].map((symbol) => Live.getReport(symbol, strategyName))));
          }
        },
      },
    });
    await storePosition(bot, SYMBOL);
    await storePosition(bot, OTHER);
    bot.start(SYMBOL, OTHER);
    await clock.advance(0);
    expect(reports).toHaveLength(2);
    const [first = "", second = ""] = (await reports[1]) ?? [];
    expect(first).toContain(`| CLOSED | ${SYMBOL} | stored ${SYMBOL} |`);
    expect(second).toContain(`| CLOSED | ${OTHER} | stored ${OTHER} |`);
    for (const report of [first, second]) {
      expect(report).toMatch(/^# Live Trading Report: bot-\d+\n\n\| Timestamp \|/);
      expect(report).toContain("**Closed signals:** 1\n**Win rate:** 100.00% (1W / 0L)");
    }
  });
});

/** Everything that is reported of a pair in a mode, without times of the machine. */
const readPair = async (symbol: string, strategyName: string, backtest: boolean) => ({
  trades: backtest
    ? (await Backtest.getData(symbol, strategyName)).signalList.map(({ signal }) => signal.id)
    : (await Live.getData(symbol, strategyName)).eventList.flatMap(({ action, signalId }) =>
        action === "closed" ? [signalId] : [],
      ),
  orders: (await Schedule.getData(symbol, strategyName, backtest)).eventList.map(
    ({ action, signalId }) => `${action} ${signalId}`,
  ),
  milestones: (await PartialReport.getData(symbol, strategyName, backtest)).eventList.map(
    ({ signalId, level }) => `${signalId} ${level}`,
  ),
  refusals: (await Risk.getData(symbol, strategyName, backtest)).eventList.map(({ timestamp }) =>
    minuteOf(timestamp),
  ),
  metrics: Object.keys((await Performance.getData(symbol, strategyName, backtest)).metricStats).sort(),
});

/** The same things happen in both modes: a market trade, an order that fills, a refusal. */
const createBusyBot = (): Bot => {
  const minutes = flatMinutes(400);
  for (const start of [10, 70]) {
    [2, 3, 4].forEach((minute) => setMinute(minutes, start + minute, { price: 102 }));
    setMinute(minutes, start + 5, { high: 111 });
    setMinute(minutes, start + 12, { low: 97 });
    setMinute(minutes, start + 14, { low: 94 });
  }
  const signalsFrom = (start: number, name: string): Readonly<Record<number, ISignalDto>> => ({
    [start + 1]: { ...LONG, id: `${name} market` },
    [start + 10]: { ...LONG, id: `${name} limit`, priceOpen: 98 },
    [start + 20]: { ...LONG, id: `${name} refused` },
  });
  return createBot({
    minutes,
    signals: { ...signalsFrom(10, "old"), ...signalsFrom(70, "new") },
    refused: [30, 90],
  });
};

const expectedOf = (name: string, refused: number, metrics: readonly string[]) => ({
  trades: [`${name} limit`, `${name} market`],
  orders: [`opened ${name} limit`, `scheduled ${name} limit`],
  milestones: [`${name} limit 10`, `${name} market 10`],
  refusals: [refused],
  metrics,
});

const OLD = expectedOf("old", 30, ["backtest_signal", "backtest_timeframe", "backtest_total"]);
const NEW = expectedOf("new", 90, ["live_tick"]);

describe("reports of both modes at once", () => {
  it("one strategy on one symbol: live and back-test never mix, whenever one looks", async () => {
    const bot = createBusyBot();
    const { strategyName } = bot.context;
    bot.start();
    let minute = 60;
    for await (const _ of bot.backtest()) {
      minute += 14;
      await clock.advanceTo(at(minute));
      const live = await readPair(SYMBOL, strategyName, false);
      const old = await readPair(SYMBOL, strategyName, true);
      expect([live.trades, live.orders, live.milestones].flat().join()).not.toContain("old");
      expect([old.trades, old.orders, old.milestones].flat().join()).not.toContain("new");
      expect(old.trades.length).toBe((minute - 60) / 14);
    }
    await clock.advanceTo(at(100));
    expect(await readPair(SYMBOL, strategyName, true)).toEqual(OLD);
    expect(await readPair(SYMBOL, strategyName, false)).toEqual(NEW);
    expect(await Heat.getData(strategyName)).toMatchObject({ totalSymbols: 1, portfolioTotalTrades: 2 });
  });

  it("several symbols in parallel in both modes: each report has its own, and all of it", async () => {
    const bot = createBusyBot();
    const { strategyName } = bot.context;
    const symbols = [SYMBOL, OTHER, "SOLUSDT"];
    bot.start(...symbols);
    const backtests = Promise.all(symbols.map((symbol) => collect(bot.backtest(symbol))));
    await clock.advanceTo(at(100));
    await clock.runUntil(backtests);
    for (const symbol of symbols) {
      expect(await readPair(symbol, strategyName, true)).toEqual(OLD);
      expect(await readPair(symbol, strategyName, false)).toEqual(NEW);
      const { eventList } = await bot.read(symbol);
      expect(new Set(eventList.flatMap((row) => row.symbol ?? []))).toEqual(new Set([symbol]));
      expect((await Backtest.getData(symbol, strategyName)).signalList[0]?.symbol).toBe(symbol);
    }
    expect(await Heat.getData(strategyName)).toMatchObject({ totalSymbols: 3, portfolioTotalTrades: 6 });
  });

  it("left without the mode, live is meant where something happened live", async () => {
    const bot = createBusyBot();
    const { strategyName } = bot.context;
    await clock.runUntil(collect(bot.backtest()));
    expect((await Schedule.getData(SYMBOL, strategyName)).eventList[0]?.signalId).toBe("old limit");
    bot.start();
    await clock.advanceTo(at(100));
    expect((await Schedule.getData(SYMBOL, strategyName)).eventList[0]?.signalId).toBe("new limit");
  });
});

describe("the end of a live run, and the next one", () => {
  it("a stopped run reports its position until it closes; whoever hears done reads all of it", async () => {
    const bot = createBot({ minutes: createWinningMinutes(), signals: { 62: LONG, 66: LONG } });
    const atDone: LiveStatisticsModel[] = [];
    stops.push(listenDoneLive(async () => void atDone.push(await bot.read())));
    bot.start();
    await clock.advanceTo(at(63));
    await Live.stop(SYMBOL, bot.context.strategyName);
    await clock.advanceTo(at(65));
    expectNothingClosed(await bot.read());
    expect(atDone).toEqual([]);
    await clock.advanceTo(at(80));
    expect(atDone).toHaveLength(1);
    expect(atDone[0]).toMatchObject({ totalClosed: 1, run: { startTime: at(60), endTime: at(66) } });
    expect(await bot.read()).toEqual(atDone[0]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("a second run starts anew, in every report, and leaves the back-test alone", async () => {
    const bot = createBusyBot();
    const { strategyName } = bot.context;
    await clock.runUntil(collect(bot.backtest()));
    bot.start();
    await clock.advanceTo(at(100));
    await Live.stop(SYMBOL, strategyName);
    await clock.advanceTo(at(110));
    expect(await readPair(SYMBOL, strategyName, false)).toEqual(NEW);
    bot.start();
    await clock.advance(0);
    const again = await bot.read();
    expectNothingClosed(again);
    expect(describeRows(again)).toEqual(["idle 110"]);
    expect(again).toMatchObject({ totalEvents: 1, run: { startTime: at(110), endTime: at(110) } });
    const nothing = { trades: [], orders: [], milestones: [], refusals: [], metrics: ["live_tick"] };
    expect(await readPair(SYMBOL, strategyName, false)).toEqual(nothing);
    expect(await readPair(SYMBOL, strategyName, true)).toEqual(OLD);
  });

  it("a start that is refused, because the pair is taken, clears nothing", async () => {
    const bot = createBusyBot();
    bot.start();
    await clock.advanceTo(at(100));
    const before = await bot.read();
    expect(() => Live.background(SYMBOL, bot.context)).toThrow(
      expect.objectContaining({ code: "RUN_ALREADY_ACTIVE" }),
    );
    await expect(Live.run(SYMBOL, bot.context).next()).rejects.toMatchObject({ code: "RUN_ALREADY_ACTIVE" });
    expect(await bot.read()).toEqual(before);
  });
});

/** The data in a page. */
const readPage = (page: string): Record<string, unknown> => {
  const text = /<script[^>]*id="report-data"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? "null";
  const data: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(data ?? {}));
};

/** Files below a folder, by their paths in it. */
const readFiles = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );

describe("what a live run can be read as", () => {
  it("a page while a position is open and after its close", async () => {
    const bot = createBot({ minutes: createWinningMinutes(), signals: { 62: { ...LONG, id: "first" } } });
    const { strategyName, exchangeName } = bot.context;
    bot.start();
    await clock.advanceTo(at(64));
    const open = readPage(await Live.getHtml(SYMBOL, strategyName));
    expect(open).toMatchObject({ title: `${strategyName} on ${SYMBOL}, live`, trades: [], gaps: [] });
    expect(open["curves"]).toMatchObject([{ points: [{ equity: 1 }, { time: at(64) }] }]);
    await clock.advanceTo(at(70));
    const page = await Live.getHtml(SYMBOL, strategyName);
    expect(readPage(page)).toMatchObject({
      trades: [
        { signalId: "first", entryTime: at(62), exitTime: at(65), exitPrice: 110, durationMinutes: 3 },
      ],
      facts: expect.arrayContaining([
        { label: "Exchange", value: exchangeName },
        { label: "Fill policy", value: "pessimistic" },
      ]),
    });
    expect(page).not.toMatch(/(?:src|href)="https?:\/\/(?!www\.tradingview\.com)/);
  });

  it("files of both modes and of two symbols, in their default places, never overwrite each other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "live-reports-"));
    const home = process.cwd();
    process.chdir(folder);
    cleanUps.push(() => {
      process.chdir(home);
      rmSync(folder, { recursive: true, force: true });
    });
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const symbols = ["BTC/USDT", "BTC_USDT"];
    const bot = createBusyBot();
    const { strategyName } = bot.context;
    bot.start(...symbols);
    const backtests = Promise.all(symbols.map((symbol) => collect(bot.backtest(symbol))));
    await clock.advanceTo(at(100));
    await clock.runUntil(backtests);
    const expected: string[] = [];
    for (const symbol of symbols) {
      await Live.dump(symbol, strategyName);
      await Backtest.dump(symbol, strategyName);
      expected.push(
        await Live.getReport(symbol, strategyName),
        await Backtest.getReport(symbol, strategyName),
      );
      await Live.dumpHtml(symbol, strategyName);
      await Backtest.dumpHtml(symbol, strategyName);
      expected.push(await Live.getHtml(symbol, strategyName), await Backtest.getHtml(symbol, strategyName));
      for (const backtest of [true, false]) {
        for (const report of [Schedule, PartialReport, Risk, Performance]) {
          await report.dump(symbol, strategyName, backtest);
          expected.push(await report.getReport(symbol, strategyName, backtest));
        }
      }
    }
    const files = readFiles(folder);
    expect(Object.values(files).toSorted()).toEqual(expected.toSorted());
    expect(new Set(expected).size).toBeGreaterThan(20);
    for (const path of Object.keys(files)) {
      expect(path).toMatch(/^dump\/\w+\/(?:\w+\/)?[^/]+\/[^/]+\.(?:md|html)$/);
      expect(path).toMatch(/\/(?:live|backtest)\//);
    }
  });
});
