import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  ExecutionContextService,
  getCandles,
  lib,
} from "../../src/index";
import type { ISignalDto } from "../../src/index";
import { createSimulatedClock, type SimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { flatMinutes, MINUTE, setMinute, START } from "../support/market";
import { collect, runBacktest, uniqueName, useSettings, type TestRun } from "../support/run";

const at = (minute: number): number => START + minute * MINUTE;

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 3,
};

const SHORT: ISignalDto = { ...LONG, position: "short", priceTakeProfit: 90, priceStopLoss: 110 };

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);

/** What user code gets that asks for the candles of a later hour. */
const askForFuture = async (): Promise<unknown> => {
  try {
    const later = { symbol: "BTCUSDT", when: new Date(at(80)), backtest: true };
    await ExecutionContextService.runInContext(() => getCandles("BTCUSDT", "1m", 5), later);
    return "the future";
  } catch (error) {
    return codeOf(error);
  }
};

const readContext = (): unknown => {
  try {
    return lib.executionContextService.context.when;
  } catch (error) {
    return codeOf(error);
  }
};

let clock: SimulatedClock;
let restore: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 24 * 60 * MINUTE });
  restore = setClock(clock);
  useSettings({ CC_MAX_SIGNAL_GENERATION_SECONDS: 1, CC_GET_CANDLES_RETRY_COUNT: 1 });
});

afterEach(() => {
  restore();
});

/** @param answer - what `getSignal` gives at its first, second, ... call, whatever its type says */
const run = (answer: (call: number, signal: AbortSignal) => unknown): Promise<TestRun> => {
  let calls = 0;
  const strategy: { interval: "1m"; getSignal: never } = {
    interval: "1m",
    getSignal: ((_symbol: string, _when: Date, signal: AbortSignal) => answer((calls += 1), signal)) as never,
  };
  return clock.runUntil(runBacktest({ minutes: flatMinutes(120), to: 14, strategy }));
};

describe("what user code hands to the engine sees no more than user code (pitfall 1)", () => {
  it.each([1, 2, 3])("a listener of the signal, when call %i runs over its time", async (late) => {
    const seen: unknown[] = [];
    const { errors } = await run((call, signal) => {
      if (call !== late) {
        return Promise.resolve(null);
      }
      signal.addEventListener("abort", () => seen.push(readContext(), askForFuture()));
      return new Promise(() => undefined);
    });
    expect(errors[0]).toMatchObject({ code: "SIGNAL_TIMEOUT" });
    expect(await Promise.all(seen)).toEqual(["CONTEXT_CLOSED", "CONTEXT_LOOK_AHEAD"]);
  });

  it("a listener of the signal of a candle adapter that runs over its time", async () => {
    const seen: unknown[] = [];
    const names = {
      strategyName: uniqueName("strategy"),
      exchangeName: uniqueName("exchange"),
      frameName: uniqueName("frame"),
    };
    addExchange({
      exchangeName: names.exchangeName,
      timeoutMs: 100,
      getCandles: (_symbol, _interval, _since, _limit, signal) => {
        signal?.addEventListener("abort", () => seen.push(askForFuture()));
        return new Promise(() => undefined);
      },
      formatPrice: async (_symbol, price) => String(price),
      formatQuantity: async (_symbol, quantity) => String(quantity),
    });
    addFrame({
      frameName: names.frameName,
      interval: "1m",
      startDate: new Date(at(10)),
      endDate: new Date(at(11)),
    });
    addStrategy({ strategyName: names.strategyName, interval: "1m", getSignal: () => Promise.resolve(null) });
    await clock.runUntil(collect(Backtest.run("BTCUSDT", names)));
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(await Promise.all(seen))).toEqual(new Set(["CONTEXT_LOOK_AHEAD"]));
  });

  it.each<[string, (look: () => void) => object]>([
    [
      "a trap of the answer",
      (look) =>
        new Proxy(
          { ...LONG },
          {
            has: (answer, key) => {
              look();
              return key in answer;
            },
          },
        ),
    ],
    [
      "its then",
      (look) => ({
        ...LONG,
        get then() {
          look();
          return undefined;
        },
      }),
    ],
    [
      "a field of it",
      (look) => ({
        ...LONG,
        get note() {
          look();
          return "noted";
        },
      }),
    ],
    [
      "its id",
      (look) => ({
        ...LONG,
        get id() {
          look();
          return "given";
        },
      }),
    ],
    [
      "a field that no signal has",
      (look) => ({
        ...LONG,
        get extra() {
          look();
          return 1;
        },
      }),
    ],
  ])("%s", async (_name, createAnswer) => {
    for (const isLate of [false, true]) {
      const seen: unknown[] = [];
      const { yielded } = await run((call) => {
        const answer = call === 1 ? createAnswer(() => seen.push(askForFuture())) : null;
        return isLate ? Promise.resolve(answer) : answer;
      });
      expect(yielded.map(({ action }) => action)).toEqual(["closed"]);
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(await Promise.all(seen))).toEqual(new Set(["CONTEXT_LOOK_AHEAD"]));
    }
  });
});

describe("fields of user objects that are code see no more than user code (pitfall 1)", () => {
  const runWith = async (strategy: object, exchangeCallbacks: object = {}): Promise<readonly unknown[]> => {
    const names = {
      strategyName: uniqueName("strategy"),
      exchangeName: uniqueName("exchange"),
      frameName: uniqueName("frame"),
    };
    const minutes = flatMinutes(120);
    setMinute(minutes, 10, { high: 103, close: 102 });
    setMinute(minutes, 11, { open: 98, high: 98, low: 92, close: 92 });
    addExchange({
      exchangeName: names.exchangeName,
      getCandles: async (_symbol, _interval, since, limit) =>
        minutes.filter(({ timestamp }) => timestamp >= since.getTime()).slice(0, limit),
      formatPrice: async (_symbol, price) => String(price),
      formatQuantity: async (_symbol, quantity) => String(quantity),
      callbacks: exchangeCallbacks,
    });
    addFrame({
      frameName: names.frameName,
      interval: "1m",
      startDate: new Date(at(10)),
      endDate: new Date(at(14)),
    });
    let calls = 0;
    addStrategy({
      strategyName: names.strategyName,
      interval: "1m",
      getSignal: async () => ((calls += 1) === 1 ? LONG : null),
      ...strategy,
    });
    return clock.runUntil(collect(Backtest.run("BTCUSDT", names)));
  };

  /** Notes what is seen from now on: a schema is looked at when it is registered, outside of every tick. */
  const createWatch = (): { seen: Promise<unknown>[]; look: () => void } => {
    const seen: Promise<unknown>[] = [];
    const look = (): void => {
      if (ExecutionContextService.hasContext()) {
        seen.push(askForFuture());
      }
    };
    return { seen, look };
  };

  it.each(["onTick", "onIdle", "onOpen", "onClose", "onPartialProfit", "onPartialLoss"])(
    "the accessor of the callback %s",
    async (name) => {
      const { seen, look } = createWatch();
      const callbacks = Object.defineProperty({}, name, {
        enumerable: true,
        get: () => {
          look();
          return undefined;
        },
      });
      await runWith({ callbacks });
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(await Promise.all(seen))).toEqual(new Set(["CONTEXT_LOOK_AHEAD"]));
    },
  );

  it("the accessor of onCandleData", async () => {
    const { seen, look } = createWatch();
    await runWith(
      {},
      {
        get onCandleData() {
          look();
          return undefined;
        },
      },
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(await Promise.all(seen))).toEqual(new Set(["CONTEXT_LOOK_AHEAD"]));
  });

  it("the message of what a rule throws, and its note", async () => {
    const { seen, look } = createWatch();
    class Told extends Error {
      public override get message(): string {
        look();
        return "no";
      }
    }
    const riskName = uniqueName("risk");
    const validate = (): never => {
      throw new Told();
    };
    addRisk({
      riskName,
      validations: [
        {
          validate,
          get note() {
            look();
            return "";
          },
        },
      ],
    });
    expect(await runWith({ riskName })).toEqual([]);
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(await Promise.all(seen))).toEqual(new Set(["CONTEXT_LOOK_AHEAD"]));
  });
});

describe("an answer is awaited as await does it", () => {
  const withThen = (then: (use: (value: unknown) => void, fail: (error: unknown) => void) => void): unknown =>
    Object.assign(Promise.resolve(null), { then });

  const facts = async (result: TestRun): Promise<readonly unknown[]> => {
    const { run: told } = await Backtest.getData("BTCUSDT", result.context.strategyName);
    return [told?.answeredSignalCalls, told?.failedSignalCalls, result.errors.length];
  };

  it("what a method of the promise's own would say does not count, twice or with an error", async () => {
    const result = await run((call) =>
      withThen((use, fail) => {
        if (call === 1) {
          use({ ...LONG, id: "one" });
          use({ ...SHORT, id: "two" });
        } else if (call === 2) {
          fail(new Error("second"));
        } else {
          throw new Error("third");
        }
      }),
    );
    expect(await facts(result)).toEqual([5, 0, 0]);
    expect(result.yielded).toEqual([]);
  });

  it("what only looks like a promise is a failed call, and the next one is made", async () => {
    const result = await run((call) => (call === 1 ? Object.create(Promise.prototype) : null));
    expect(await facts(result)).toEqual([4, 1, 1]);
    expect(result.errors[0]).toMatchObject({ name: "TypeError" });
    await clock.advance(5000);
    expect(result.errors).toHaveLength(1);
  });
});
