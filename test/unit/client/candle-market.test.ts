import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CandleMarkets } from "../../../src/client/candle-market";
import type { ICandleRead } from "../../../src/client/candle-read";
import { CandleSource } from "../../../src/client/candle-source";
import type { CandleInterval } from "../../../src/interfaces/Exchange.interface";
import { intervalToMs } from "../../../src/math/interval";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock, yieldToEventLoop } from "../../../src/utils/clock";
import {
  answerAll,
  answerFrom,
  createCandles,
  createMarket,
  createRun,
  MINUTE,
  runAt,
  START,
  SYMBOL,
  timesOf,
} from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

const readOf = (symbol = SYMBOL, interval: CandleInterval = "1m"): ICandleRead => {
  const step = intervalToMs(interval);
  return { exchangeName: "mock", symbol, interval, step, since: START, until: START + step, limit: 1 };
};

let markets: CandleMarkets;
let restoreClock: () => void;

beforeEach(() => {
  restoreClock = setClock(createSimulatedClock({ start: at(100_000) }));
  markets = new CandleMarkets(new CandleSource(createMarket({ adapter: answerAll }).params));
});

afterEach(() => {
  restoreClock();
});

describe("the market of a run", () => {
  it("is one per run, symbol and interval", () => {
    const [run, other] = [createRun(), createRun()];
    const market = markets.get(run, readOf());
    expect(markets.get(run, readOf())).toBe(market);
    const others = [
      markets.get(other, readOf()),
      markets.get(run, readOf("ETHUSDT")),
      markets.get(run, readOf(SYMBOL, "5m")),
    ];
    expect(new Set([market, ...others]).size).toBe(4);
    expect(new Set([market, ...others].map(({ window }) => window)).size).toBe(4);
  });

  it("knows nothing at first", () => {
    expect(markets.get(createRun(), readOf())).toMatchObject({ untold: [], toldUntil: -Infinity });
  });

  it("is found once it was read, and not before", () => {
    const run = createRun();
    expect(markets.find(run, SYMBOL, "1m")).toBeUndefined();
    const market = markets.get(run, readOf());
    expect(markets.find(run, SYMBOL, "1m")).toBe(market);
    expect(markets.find(run, SYMBOL, "5m")).toBeUndefined();
    expect(markets.find(run, "ETHUSDT", "1m")).toBeUndefined();
    expect(markets.find(createRun(), SYMBOL, "1m")).toBeUndefined();
  });

  it("is dropped with its run, and those of others stay", () => {
    const [run, other] = [createRun(), createRun()];
    const market = markets.get(run, readOf());
    const kept = markets.get(other, readOf());
    markets.release(run);
    expect(markets.find(run, SYMBOL, "1m")).toBeUndefined();
    expect(markets.get(run, readOf())).not.toBe(market);
    expect(markets.get(other, readOf())).toBe(kept);
  });
});

describe("runs with the same keeper", () => {
  const keeper = {};

  const share = (by: object = keeper): ReturnType<typeof createRun> => {
    const run = createRun();
    markets.share(run, by);
    return run;
  };

  it("read through one window, and judge, count gaps and tell each for itself", () => {
    const [first, second] = [share(), share()].map((run) => markets.get(run, readOf()));
    expect(first).not.toBe(second);
    expect(first?.window).toBe(second?.window);
    expect(first?.verdicts).not.toBe(second?.verdicts);
    expect(first?.gaps).not.toBe(second?.gaps);
  });

  it("have a window per symbol and interval", () => {
    const [first, second] = [share(), share()];
    const windows = [readOf(), readOf("ETHUSDT"), readOf(SYMBOL, "5m")].map((read) => {
      const { window } = markets.get(first, read);
      expect(markets.get(second, read).window).toBe(window);
      return window;
    });
    expect(new Set(windows).size).toBe(3);
  });

  it("share nothing with runs of another keeper, or of none", () => {
    const windows = [share(), share({}), createRun()].map((run) => markets.get(run, readOf()).window);
    expect(new Set(windows).size).toBe(3);
    expect(windows.map(({ isWhole }) => isWhole)).toEqual([true, true, false]);
  });

  it("keep the window when one of them ends, whose late reads share it no longer", () => {
    const first = share();
    const { window } = markets.get(first, readOf());
    markets.release(first);
    expect(markets.get(share(), readOf()).window).toBe(window);
    expect(markets.get(first, readOf()).window).not.toBe(window);
  });

  it("get a new window once the old one is no longer whole; who reads the old one goes on", async () => {
    const market = createMarket({ adapter: answerFrom([]) });
    const first = share();
    const { window } = markets.get(first, readOf());
    await runAt(first, at(1), () =>
      window.serve(readOf(), market.params.execution.context, 1_000_000, () => undefined),
    );
    expect(window.isWhole).toBe(false);
    const renewed = markets.get(share(), readOf()).window;
    expect(renewed).not.toBe(window);
    expect(markets.get(share(), readOf()).window).toBe(renewed);
    expect(markets.get(first, readOf()).window).toBe(window);
  });

  it("see the same candles as alone, ask the source once, and hear each of its own gaps", async () => {
    const rows = createCandles(START, 300).filter((_, minute) => minute !== 97);
    const shared = createMarket({ adapter: answerFrom(rows) });
    const alone = createMarket({ adapter: answerFrom(rows) });
    const read = (market: typeof shared, run: ReturnType<typeof createRun>) =>
      runAt(run, at(100), () => market.client.getClosedMinutes(SYMBOL, at(90), at(100)));
    const expected = await read(alone, createRun());
    const runs = [createRun(), createRun()];
    for (const run of runs) {
      shared.client.keepCandles(run, keeper);
      const series = await read(shared, run);
      expect(series.servedUntil).toBe(expected.servedUntil);
      expect(series.candles.toCandles()).toEqual(expected.candles.toCandles());
      expect(timesOf(series.candles.toCandles())).not.toContain(at(97));
      shared.client.release(run);
    }
    expect(shared.calls).toHaveLength(alone.calls.length);
    expect(shared.warnings).toHaveLength(2);
  });
});

describe("memory", () => {
  /** Lets the collector take what nobody holds; gives up after a while. */
  const isCollected = async (reference: WeakRef<object>): Promise<boolean> => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect !== "function") {
      throw new Error("there is no gc");
    }
    for (let turn = 0; turn < 8 && reference.deref() !== undefined; turn += 1) {
      await yieldToEventLoop();
      Reflect.apply(collect, undefined, []);
    }
    return reference.deref() === undefined;
  };

  /** A shared window whose run has ended; nothing but its keeper holds it. */
  const createKeptWindow = (keeper: object, run = createRun()): WeakRef<object> => {
    markets.share(run, keeper);
    const reference = new WeakRef<object>(markets.get(run, readOf()).window);
    markets.release(run);
    return reference;
  };

  it("of shared candles lives as long as their keeper, and goes with it", async () => {
    const holder: { keeper?: object | undefined } = {};
    const reference = createKeptWindow((holder.keeper = {}));
    expect(await isCollected(reference)).toBe(false);
    expect(holder.keeper).toEqual({});
    holder.keeper = undefined;
    expect(await isCollected(reference)).toBe(true);
  });

  it("of shared candles is not held by the context of a run that was released, whoever still has that", async () => {
    const run = createRun();
    expect(await isCollected(createKeptWindow({}, run))).toBe(true);
    expect(run.exchangeName).toBeDefined();
  });
});
