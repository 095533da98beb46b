import { getConfig, type ICandleData } from "backtest-connection-kit";
import { beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../../docs/examples/input-error";
import { generateMarket } from "../../../docs/examples/market-generator";
import {
  backtestCandles,
  countPriceDigits,
  type BacktestCandlesResult,
} from "../../../docs/examples/run-backtest";
import { countHistoryMinutes, TREND_PULLBACK_DEFAULTS } from "../../../docs/examples/trend-pullback-strategy";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const CANDLES = generateMarket({ seed: 7, minutes: 14 * DAY_MINUTES });
const HISTORY_MINUTES = countHistoryMinutes(TREND_PULLBACK_DEFAULTS);
const OUTCOME_MINUTES = getConfig().CC_SCHEDULE_AWAIT_MINUTES + TREND_PULLBACK_DEFAULTS.lifetimeMinutes;

/** Everything that happened, without names and ids, which differ from run to run. */
const describeOutcome = ({ closed, cancelled }: BacktestCandlesResult): unknown[] =>
  [...closed, ...cancelled].map(({ signal, closeTimestamp, currentPrice }) => [
    signal.scheduledAt,
    signal.pendingAt,
    signal.position,
    signal.entry,
    signal.priceOpen,
    closeTimestamp,
    currentPrice,
  ]);

let single: BacktestCandlesResult;

beforeAll(async () => {
  single = await backtestCandles({ candles: CANDLES, symbol: "DEMOUSDT" });
});

describe("backtestCandles", () => {
  it("trades, long and short, at the market and by limit", () => {
    expect(new Set(single.closed.map(({ signal }) => signal.position))).toEqual(new Set(["long", "short"]));
    expect(new Set(single.closed.map(({ signal }) => signal.entry))).toEqual(new Set(["market", "limit"]));
  });

  it("decides only with enough history, and early enough for every outcome to lie within the candles", () => {
    const first = CANDLES[0]?.timestamp ?? Number.NaN;
    expect(single.startTimestamp).toBe(first + HISTORY_MINUTES * MINUTE_MS);
    expect(single.endTimestamp).toBe(first + (CANDLES.length - OUTCOME_MINUTES) * MINUTE_MS);
  });

  it("waits for the first whole hour before it counts the history", async () => {
    const candles = CANDLES.slice(7);
    const { startTimestamp } = await backtestCandles({ candles, symbol: "DEMOUSDT" });
    const nextHour = (CANDLES[60]?.timestamp ?? Number.NaN) + HISTORY_MINUTES * MINUTE_MS;
    expect(startTimestamp).toBe(nextHour);
  });

  it("enters at quarter hours only, or by a limit order given at one", () => {
    const minutes = [...single.closed, ...single.cancelled].map(
      ({ signal }) => new Date(signal.scheduledAt).getUTCMinutes() % 15,
    );
    expect(new Set(minutes)).toEqual(new Set([0]));
  });

  it("gives the same results again, and side by side", async () => {
    const together = await Promise.all(
      ["DEMOUSDT", "OTHERUSDT"].map((symbol) => backtestCandles({ candles: CANDLES, symbol })),
    );
    const outcome = describeOutcome(single);
    expect(together.map(describeOutcome)).toEqual([outcome, outcome]);
  });

  it("passes on its own progress, which ends with exactly 1", async () => {
    const progress: number[] = [];
    await Promise.all([
      backtestCandles({ candles: CANDLES, symbol: "DEMOUSDT", onProgress: (value) => progress.push(value) }),
      backtestCandles({ candles: CANDLES, symbol: "DEMOUSDT" }),
    ]);
    expect(progress[0]).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((left, right) => left - right));
    expect(progress.filter((value) => value === 1)).toHaveLength(1);
  });

  it.each([
    ["a reward that is small against the risk", { minRewardRisk: 1000 }],
    ["a stop that is far away", { maxStopPercent: 0.01 }],
  ])("lets the risk profile refuse %s", async (_case, parameters) => {
    const result = await backtestCandles({ candles: CANDLES, symbol: "DEMOUSDT", parameters });
    expect(result.refusedSignals).toBeGreaterThan(0);
    expect([...result.closed, ...result.cancelled]).toEqual([]);
  });

  it("reports the settings it ran with", () => {
    expect(single.settings).toEqual(getConfig());
  });

  it("leaves the candles it is given as they are", () => {
    expect(CANDLES).toEqual(generateMarket({ seed: 7, minutes: CANDLES.length }));
  });

  it("needs as many candles as history and outcome take, and says so", async () => {
    const enough = CANDLES.slice(0, HISTORY_MINUTES + OUTCOME_MINUTES);
    await expect(backtestCandles({ candles: enough, symbol: "DEMOUSDT" })).resolves.toHaveProperty("closed");
    const tooFew = backtestCandles({ candles: enough.slice(1), symbol: "DEMOUSDT" });
    await expect(tooFew).rejects.toThrow(InputError);
    await expect(tooFew).rejects.toThrow(/the candles cover .* days, and the strategy needs/);
    await expect(backtestCandles({ candles: [], symbol: "DEMOUSDT" })).rejects.toThrow(
      "there are no candles",
    );
  });
});

describe("countPriceDigits", () => {
  const closeAt = (close: number): ICandleData => ({
    timestamp: 0,
    open: 1,
    high: 1,
    low: 1,
    close,
    volume: 1,
  });

  it.each([
    [[], 0],
    [[1, 200], 0],
    [[105_911.5, 105_889], 1],
    [[0.1 + 0.2], 1],
    [[2.5, 0.000_01], 5],
    [[4.2e-9], 10],
    [[1e-20], 12],
  ])("finds the digits of %j", (closes, digits) => {
    expect(countPriceDigits(closes.map(closeAt))).toBe(digits);
  });
});
