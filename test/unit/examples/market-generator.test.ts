import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateMarket } from "../../../docs/examples/market-generator";

const MINUTE_MS = 60_000;
const MINUTES = 43_200;
const SEEDS = [1, 7, 42];

const listReturns = (seed: number): number[] =>
  generateMarket({ seed, minutes: MINUTES }).map(({ open, close }) => close / open - 1);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const calculateKurtosis = (values: readonly number[]): number => {
  const center = mean(values);
  const variance = mean(values.map((value) => (value - center) ** 2));
  return mean(values.map((value) => (value - center) ** 4)) / variance ** 2;
};

const calculateAutocorrelation = (values: readonly number[], lag: number): number => {
  const center = mean(values);
  const deviations = values.map((value) => value - center);
  const covariance = deviations
    .slice(lag)
    .reduce((sum, value, index) => sum + value * (deviations[index] ?? 0), 0);
  return covariance / deviations.reduce((sum, value) => sum + value * value, 0);
};

describe("generateMarket", () => {
  it("gives the same candles for the same seed, to the last bit", () => {
    const text = JSON.stringify(generateMarket({ seed: 7, minutes: 5000 }));
    expect(JSON.stringify(generateMarket({ seed: 7, minutes: 5000 }))).toBe(text);
  });

  it("gives the candles of its seed on every machine and in every version", () => {
    const text = JSON.stringify(generateMarket({ seed: 7, minutes: MINUTES }));
    expect(createHash("sha256").update(text).digest("hex")).toMatchInlineSnapshot(
      `"42fad3a3a1361734cebe9d482a7384008a982371f7ec2fdc8a07f1ea35bdcf0f"`,
    );
  });

  it("gives another market for another seed", () => {
    expect(generateMarket({ seed: 1, minutes: 10 })).not.toEqual(generateMarket({ seed: 2, minutes: 10 }));
  });

  it("begins the same however long the market is", () => {
    const long = generateMarket({ seed: 3, minutes: 3000 });
    expect(generateMarket({ seed: 3, minutes: 1000 })).toEqual(long.slice(0, 1000));
  });

  it("leaves no minute out and starts where it is told", () => {
    const startTimestamp = Date.UTC(2023, 4, 6, 7, 8);
    const timestamps = generateMarket({ seed: 1, minutes: 500, startTimestamp }).map(
      ({ timestamp }) => timestamp,
    );
    expect(timestamps).toEqual(
      Array.from({ length: 500 }, (_, minute) => startTimestamp + minute * MINUTE_MS),
    );
  });

  it.each(SEEDS)("keeps open, high, low and close of every candle consistent (seed %i)", (seed) => {
    const broken = generateMarket({ seed, minutes: MINUTES }).filter(
      ({ open, high, low, close, volume }) =>
        !(high >= Math.max(open, close) && low <= Math.min(open, close) && low > 0 && volume >= 0),
    );
    expect(broken).toEqual([]);
  });

  it.each(SEEDS)("has fatter tails than a normal distribution (seed %i)", (seed) => {
    expect(calculateKurtosis(listReturns(seed))).toBeGreaterThan(5);
  });

  it.each(SEEDS)("has volatility that comes in clusters, and directions that do not (seed %i)", (seed) => {
    const returns = listReturns(seed);
    const sizes = returns.map(Math.abs);
    expect(calculateAutocorrelation(sizes, 1)).toBeGreaterThan(0.15);
    expect(calculateAutocorrelation(sizes, 60)).toBeGreaterThan(0.05);
    expect(Math.abs(calculateAutocorrelation(returns, 1))).toBeLessThan(0.05);
  });

  it.each(SEEDS)("trades more in American hours than at night (seed %i)", (seed) => {
    const candles = generateMarket({ seed, minutes: MINUTES });
    const volumeOf = (hour: number): number =>
      mean(
        candles
          .filter(({ timestamp }) => new Date(timestamp).getUTCHours() === hour)
          .map(({ volume }) => volume),
      );
    expect(volumeOf(14)).toBeGreaterThan(1.5 * volumeOf(4));
  });

  it("jumps now and then between two candles", () => {
    const candles = generateMarket({ seed: 7, minutes: MINUTES });
    const jumps = candles.filter(({ open }, index) => index > 0 && open !== candles[index - 1]?.close);
    expect(jumps.length).toBeGreaterThan(MINUTES / 900 / 2);
    expect(jumps.length).toBeLessThan((MINUTES / 900) * 2);
  });

  it("writes prices with the digits asked for, and never one of zero", () => {
    const candles = generateMarket({ seed: 5, minutes: 2000, startPrice: 0.02, priceDigits: 2 });
    const prices = candles.flatMap(({ open, high, low, close }) => [open, high, low, close]);
    expect(prices.filter((price) => Number(price.toFixed(2)) !== price || price <= 0)).toEqual([]);
  });

  it.each([
    [{ seed: 1.5, minutes: 1 }, /seed must be an integer, got 1.5/],
    [{ seed: 1, minutes: 0 }, /minutes must be a positive integer, got 0/],
    [{ seed: 1, minutes: 1, startTimestamp: 1 }, /startTimestamp must be a whole minute/],
    [{ seed: 1, minutes: 1, startPrice: 0 }, /startPrice must be a positive number/],
    [{ seed: 1, minutes: 1, priceDigits: 9 }, /priceDigits must be an integer from 0 to 8/],
  ])("refuses options out of range: %j", (options, message) => {
    expect(() => generateMarket(options)).toThrow(message);
  });
});
