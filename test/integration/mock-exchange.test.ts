import { afterEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addStrategy,
  getCandles,
  listenError,
  listenSignalLive,
  Live,
  TradingError,
  type ICandleData,
  type IStrategyTickResult,
} from "../../src/index";
import { createMockExchange, createSimulatedClock, setClock } from "../../src/testing/index";
import type { MockExchange, SimulatedClock } from "../../src/testing/index";
import { MINUTE, START } from "../support/market";
import { uniqueName } from "../support/run";

const SYMBOL = "BTCUSDT";
const HOURS = 4;
const FIRST_MINUTE = 30;

let restoreClock = (): void => undefined;
afterEach(() => restoreClock());

interface Session {
  /** The transitions: what, when, at which price. */
  readonly transitions: unknown[];
  /** What the strategy saw, by minute. */
  readonly seen: ICandleData[][];
  readonly errorCodes: Set<string>;
  readonly exchange: MockExchange;
  readonly clock: SimulatedClock;
}

const describeTransition = (result: IStrategyTickResult): unknown[] =>
  result.action === "closed"
    ? [result.action, result.closeReason, result.closeTimestamp, result.currentPrice]
    : result.action === "opened"
      ? [result.action, result.signal.pendingAt, result.signal.priceOpen]
      : [];

/** Trades a few hours live on a market that misbehaves as `script` says. */
const trade = async (
  script: (exchange: MockExchange) => void,
  options: { readonly servesForming?: boolean } = {},
): Promise<Session> => {
  const clock = createSimulatedClock({ start: START + FIRST_MINUTE * MINUTE });
  restoreClock = setClock(clock);
  const names = { strategyName: uniqueName("mocked"), exchangeName: uniqueName("mock") };
  const exchange = createMockExchange({
    exchangeName: names.exchangeName,
    start: START,
    seed: 11,
    volatilityPercent: 0.2,
    ...options,
  });
  script(exchange);
  addExchange(exchange.schema);
  const seen: ICandleData[][] = [];
  addStrategy({
    strategyName: names.strategyName,
    interval: "1m",
    getSignal: async () => {
      const candles = await getCandles(SYMBOL, "1m", 3);
      seen.push(candles);
      const price = candles.at(-1)?.close ?? Number.NaN;
      return {
        position: "long",
        priceTakeProfit: price * 1.012,
        priceStopLoss: price * 0.99,
        minuteEstimatedTime: 45,
      };
    },
  });
  const transitions: unknown[] = [];
  const errorCodes = new Set<string>();
  const stopListening = [
    listenSignalLive((result) => {
      const transition = describeTransition(result);
      if (transition.length > 0) {
        transitions.push(transition);
      }
    }),
    listenError((error) => {
      errorCodes.add(error instanceof TradingError ? error.code : String(error));
    }),
  ];
  const stop = Live.background(SYMBOL, names);
  await clock.advance(HOURS * 60 * MINUTE);
  exchange.clearFaults();
  stop();
  await clock.advance(2 * 60 * MINUTE);
  stopListening.forEach((detach) => detach());
  return { transitions, seen, errorCodes, exchange, clock };
};

describe("a live run on the mock exchange", () => {
  it("trades, and leaves nothing behind", async () => {
    const { transitions, errorCodes, exchange, clock } = await trade(() => undefined);
    expect(transitions.length).toBeGreaterThan(8);
    expect([...errorCodes]).toEqual([]);
    expect(exchange.calls.length).toBeGreaterThan(HOURS * 60);
    expect(clock.pendingTimers).toBe(0);
  });

  it("is the same again, from the same seed", async () => {
    const [first, second] = [await trade(() => undefined), await trade(() => undefined)];
    expect(second.transitions).toEqual(first.transitions);
    expect(second.exchange.calls).toEqual(first.exchange.calls);
  });

  it.each<[string, (exchange: MockExchange) => void]>([
    ["rows from outside of the range", (exchange) => exchange.addFault({ kind: "outside" })],
    ["duplicated rows", (exchange) => exchange.addFault({ kind: "duplicates" })],
    ["unsorted rows", (exchange) => exchange.addFault({ kind: "unsorted" })],
    ["slow answers", (exchange) => exchange.addFault({ kind: "slow", ms: 20 })],
  ])("is no other for %s", async (_case, script) => {
    const [clean, faulty] = [await trade(() => undefined), await trade(script)];
    expect(faulty.transitions).toEqual(clean.transitions);
    expect(faulty.seen).toEqual(clean.seen);
    expect([...faulty.errorCodes]).toEqual([]);
  });

  it("never shows a candle that is still forming", async () => {
    const [clean, forming] = [
      await trade(() => undefined),
      await trade(() => undefined, { servesForming: true }),
    ];
    expect(forming.transitions).toEqual(clean.transitions);
    expect(forming.seen).toEqual(clean.seen);
  });

  it.each<[string, (exchange: MockExchange) => void, string[]]>([
    ["errors", (exchange) => exchange.addFault({ kind: "throw" }, { calls: 40 }), ["CANDLES_FAILED"]],
    [
      "calls that hang",
      (exchange) =>
        exchange.addFault({ kind: "hang" }, { from: START + 60 * MINUTE, until: START + 70 * MINUTE }),
      ["CANDLES_FAILED"],
    ],
    [
      "garbage",
      (exchange) => exchange.setCandle(START + 90 * MINUTE, { close: Number.NaN }),
      ["CANDLE_INVALID"],
    ],
  ])("goes on after %s, and reports them", async (_case, script, codes) => {
    const { transitions, errorCodes, clock } = await trade(script);
    expect([...errorCodes]).toEqual(codes);
    expect(transitions.length).toBeGreaterThan(6);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each<[string, (exchange: MockExchange) => void]>([
    ["holes", (exchange) => exchange.removeMinutes(START + 80 * MINUTE, START + 95 * MINUTE)],
    [
      "late candles",
      (exchange) => exchange.delayMinutes(START + 80 * MINUTE, START + 95 * MINUTE, 4 * MINUTE),
    ],
    ["empty answers", (exchange) => exchange.addFault({ kind: "empty" }, { calls: 25 })],
  ])("goes on after %s", async (_case, script) => {
    const { transitions, clock } = await trade(script);
    expect(transitions.length).toBeGreaterThan(6);
    expect(clock.pendingTimers).toBe(0);
  });
});
