import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findCandleFault } from "../../../src/client/candle-validation";
import type { ICandleData } from "../../../src/interfaces/Exchange.interface";
import { createMockExchange } from "../../../src/testing/mock-exchange";
import type { MockExchange } from "../../../src/testing/mock-exchange-types";
import type { MockFault, MockFaultScope, MockGarbage } from "../../../src/testing/mock-fault-types";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { MINUTE, START } from "../../support/market";

const at = (minute: number): number => START + minute * MINUTE;
const NORMAL = [10, 11, 12, 13];

let clock: SimulatedClock;
let exchange: MockExchange;
let restoreClock: () => void;

beforeEach(() => {
  clock = createSimulatedClock({ start: at(100) });
  restoreClock = setClock(clock);
  exchange = createMockExchange({ exchangeName: "mock", start: START });
});
afterEach(() => restoreClock());

const ask = (symbol = "BTCUSDT", minute = 10, signal?: AbortSignal): Promise<ICandleData[]> =>
  exchange.schema.getCandles(symbol, "1m", new Date(at(minute)), 4, signal);

const listMinutes = (candles: readonly ICandleData[]): number[] =>
  candles.map(({ timestamp }) => (timestamp - START) / MINUTE);

const askMinutes = async (...given: Parameters<typeof ask>): Promise<number[]> =>
  listMinutes(await ask(...given));

/** Notes how a call ends. */
const watch = (answer: Promise<ICandleData[]>): { state: string } => {
  const watched = { state: "open" };
  answer.then(
    (rows) => (watched.state = `${rows.length} rows`),
    (error: unknown) => (watched.state = String(error)),
  );
  return watched;
};

describe("faults: answers", () => {
  it.each<[string, MockFault, number[]]>([
    ["empty", { kind: "empty" }, []],
    ["duplicated", { kind: "duplicates" }, [10, 10, 11, 11, 12, 12, 13, 13]],
    ["unsorted", { kind: "unsorted" }, [13, 11, 10, 12]],
    ["wider than asked", { kind: "outside" }, [7, 8, 9, ...NORMAL, 14, 15, 16]],
    ["a little wider than asked", { kind: "outside", rows: 1 }, [9, ...NORMAL, 14]],
    ["cut at the end", { kind: "truncated", rows: 1 }, [10]],
    ["cut at the start", { kind: "truncated", rows: 2, keep: "newest" }, [12, 13]],
    ["cut to nothing", { kind: "truncated", rows: 0, keep: "newest" }, []],
    ["not cut", { kind: "truncated", rows: 9, keep: "newest" }, NORMAL],
    ["changed", { kind: "change", change: (rows, { limit }) => rows.slice(limit - 1) }, [13]],
  ])("%s", async (_case, fault, expected) => {
    exchange.addFault(fault);
    expect(await askMinutes()).toEqual(expected);
  });

  it("rows from outside of the range are market candles, of the future too", async () => {
    exchange.addFault({ kind: "outside", rows: 2 });
    const rows = await ask("BTCUSDT", 98);
    expect(listMinutes(rows)).toEqual([96, 97, 98, 99, 102, 103]);
    expect(rows.slice(-2)).toEqual(exchange.readCandles("BTCUSDT", "1m", at(102), at(104)));
  });

  it.each<MockGarbage>(["nan", "zero", "negative-volume", "upside-down"])(
    "garbage: %s is a candle the engine refuses, the newest by default",
    async (value) => {
      const normal = await ask();
      exchange.addFault({ kind: "garbage", value });
      const rows = await ask();
      expect(rows.slice(0, 3)).toEqual(normal.slice(0, 3));
      expect(rows.map((row) => findCandleFault(row) === null)).toEqual([true, true, true, false]);
    },
  );

  it("garbage: a flat candle can be upside down, too", async () => {
    exchange.setPrice(at(13), at(14), 5);
    exchange.addFault({ kind: "garbage", value: "upside-down" });
    expect((await ask()).at(-1)).toMatchObject({ high: 5, low: 10 });
  });

  it("garbage: a spike, in the row that is named", async () => {
    const normal = await ask();
    exchange.addFault({ kind: "garbage", value: "spike", row: 1 });
    const rows = await ask();
    expect((rows[1]?.close ?? 0) / (normal[1]?.close ?? 1)).toBeCloseTo(1_000_000, 3);
    expect([rows[0], rows[2], rows[3]]).toEqual([normal[0], normal[2], normal[3]]);
  });

  it("garbage in a row that is not there changes nothing", async () => {
    const normal = await ask();
    exchange.addFault({ kind: "garbage", value: "nan", row: 4 });
    exchange.addFault({ kind: "garbage", value: "nan", row: -5 });
    expect(await ask()).toEqual(normal);
  });

  it("several faults work in the order they were added", async () => {
    exchange.addFault({ kind: "truncated", rows: 2 });
    exchange.addFault({ kind: "duplicates" });
    expect(await askMinutes()).toEqual([10, 10, 11, 11]);
    exchange.clearFaults();
    exchange.addFault({ kind: "duplicates" });
    exchange.addFault({ kind: "truncated", rows: 3 });
    expect(await askMinutes()).toEqual([10, 10, 11]);
  });
});

describe("faults: errors", () => {
  it("rejects with an error of the catalogue, or with one that is given", async () => {
    const fault = exchange.addFault({ kind: "throw" });
    await expect(ask()).rejects.toMatchObject({ code: "MOCK_FAULT", name: "MockError" });
    await expect(ask()).rejects.toThrow("symbol=BTCUSDT interval=1m since=2024-01-01T00:10:00.000Z limit=4");
    fault.release();
    const error = new Error("HTTP 429");
    exchange.addFault({ kind: "throw", error });
    await expect(ask()).rejects.toBe(error);
  });

  it("throws before there is a promise when told to", () => {
    exchange.addFault({ kind: "throw", isSynchronous: true });
    expect(() => void ask()).toThrow(expect.objectContaining({ code: "MOCK_FAULT" }));
    expect(exchange.calls).toHaveLength(1);
  });
});

describe("faults: calls that wait", () => {
  it("hang until they are released, then answer with what is there", async () => {
    const fault = exchange.addFault({ kind: "hang" });
    const [first, second] = [watch(ask("BTCUSDT", 98)), watch(ask())];
    await clock.advance(60 * MINUTE);
    expect([first.state, second.state, fault.hits]).toEqual(["open", "open", 2]);
    fault.release();
    await clock.advance(0);
    expect([first.state, second.state]).toEqual(["4 rows", "4 rows"]);
    expect(await askMinutes()).toEqual(NORMAL);
  });

  it("hang until a time of the clock", async () => {
    exchange.addFault({ kind: "hang", until: at(105) });
    const call = watch(ask());
    await clock.advanceTo(at(105) - 1);
    expect(call.state).toBe("open");
    await clock.advance(1);
    expect(call.state).toBe("4 rows");
    const late = watch(ask());
    await clock.advance(1);
    expect(late.state).toBe("4 rows");
  });

  it("hang until all faults are cleared, and leave no timer", async () => {
    exchange.addFault({ kind: "hang", until: at(500) });
    const call = watch(ask());
    expect(clock.pendingTimers).toBe(1);
    exchange.clearFaults();
    await clock.advance(0);
    expect([call.state, clock.pendingTimers]).toEqual(["4 rows", 0]);
  });

  it("do not wait in a fault that was taken away while they waited in another", async () => {
    const first = exchange.addFault({ kind: "hang" });
    const second = exchange.addFault({ kind: "hang" });
    const call = watch(ask());
    second.release();
    await clock.advance(0);
    expect(call.state).toBe("open");
    first.release();
    await clock.advance(0);
    expect(call.state).toBe("4 rows");
  });

  it("answer late, with candles that closed meanwhile", async () => {
    exchange.addFault({ kind: "slow", ms: 2 * MINUTE });
    const answer = ask("BTCUSDT", 99);
    await clock.advance(2 * MINUTE);
    expect(listMinutes(await answer)).toEqual([99, 100, 101]);
  });

  it.each(["before", "while"])("are given up when their signal aborts %s they wait", async (moment) => {
    const abort = new AbortController();
    exchange.addFault({ kind: "hang", until: at(500) });
    if (moment === "before") {
      abort.abort();
    }
    const call = watch(ask("BTCUSDT", 10, abort.signal));
    await clock.advance(1);
    abort.abort();
    await clock.advance(0);
    expect(call.state).toContain("MockError");
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("faults: which calls", () => {
  const isHit = async (...given: Parameters<typeof ask>): Promise<boolean> =>
    (await askMinutes(...given)).length === 0;

  const addEmpty = (scope: MockFaultScope): void => {
    exchange.addFault({ kind: "empty" }, scope);
  };

  it("the next so many", async () => {
    addEmpty({ calls: 2 });
    expect([await isHit(), await isHit(), await isHit()]).toEqual([true, true, false]);
  });

  it("those in a range of time", async () => {
    addEmpty({ from: at(101), until: at(102) });
    expect(await isHit()).toBe(false);
    await clock.advance(MINUTE);
    expect([await isHit(), await isHit()]).toEqual([true, true]);
    await clock.advance(MINUTE);
    expect(await isHit()).toBe(false);
  });

  it("those of a symbol, and those a function chooses", async () => {
    addEmpty({ symbol: "ETHUSDT" });
    addEmpty({ matches: ({ since }) => since === at(20) });
    expect([await isHit(), await isHit("ETHUSDT"), await isHit("BTCUSDT", 20)]).toEqual([false, true, true]);
  });

  it("the next so many for which the other conditions hold", async () => {
    addEmpty({ calls: 1, symbol: "ETHUSDT" });
    expect([await isHit(), await isHit("ETHUSDT"), await isHit("ETHUSDT")]).toEqual([false, true, false]);
  });

  it("counts its hits, and meets nothing once it is taken away", async () => {
    const fault = exchange.addFault({ kind: "empty" });
    await ask();
    await ask();
    fault.release();
    fault.release();
    expect([await isHit(), fault.hits]).toEqual([false, 2]);
  });
});

describe("faults: what is refused", () => {
  it.each<[string, unknown[]]>([
    ["no fault", []],
    ["an unknown kind", [{ kind: "fire" }]],
    ["an error that is none", [{ kind: "throw", error: "no" }]],
    ["a time that is none", [{ kind: "hang", until: Number.NaN }]],
    ["a negative delay", [{ kind: "slow", ms: -1 }]],
    ["no rows outside", [{ kind: "outside", rows: 0 }]],
    ["unknown garbage", [{ kind: "garbage", value: "tea" }]],
    ["half a row", [{ kind: "garbage", value: "nan", row: 0.5 }]],
    ["no length", [{ kind: "truncated" }]],
    ["an unknown end to keep", [{ kind: "truncated", rows: 1, keep: "middle" }]],
    ["a change that is no function", [{ kind: "change", change: 5 }]],
    ["no calls", [{ kind: "empty" }, { calls: 0 }]],
    ["a range from nowhere", [{ kind: "empty" }, { from: Number.NaN }]],
    ["a range to nowhere", [{ kind: "empty" }, { until: "tomorrow" }]],
    ["an empty symbol", [{ kind: "empty" }, { symbol: "" }]],
    ["a choice that is no function", [{ kind: "empty" }, { matches: true }]],
  ])("%s", (_case, given) => {
    expect(() => {
      Reflect.apply(exchange.addFault, exchange, given);
    }).toThrow(expect.objectContaining({ code: "MOCK_INVALID" }));
  });
});
