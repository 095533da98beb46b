import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCandleSource, mergeMinutes } from "../../../docs/examples/candle-source";
import { generateMarket } from "../../../docs/examples/market-generator";

const MINUTE_MS = 60_000;
const START = Date.UTC(2024, 0, 1, 0, 50);
const CANDLES = generateMarket({ seed: 2, minutes: 200, startTimestamp: START });

describe("mergeMinutes", () => {
  it("takes the first open, the highest high, the lowest low, the last close and all the volume", () => {
    const minutes = [
      { timestamp: 0, open: 5, high: 6, low: 4, close: 5, volume: 1 },
      { timestamp: MINUTE_MS, open: 5, high: 9, low: 5, close: 8, volume: 2 },
      { timestamp: 2 * MINUTE_MS, open: 8, high: 8, low: 2, close: 3, volume: 3 },
      { timestamp: 3 * MINUTE_MS, open: 3, high: 3, low: 3, close: 3, volume: 4 },
    ];
    expect(mergeMinutes(minutes, 3 * MINUTE_MS)).toEqual([
      { timestamp: 0, open: 5, high: 9, low: 2, close: 3, volume: 6 },
      { timestamp: 3 * MINUTE_MS, open: 3, high: 3, low: 3, close: 3, volume: 4 },
    ]);
  });

  it("leaves the minutes as they are", () => {
    const before = structuredClone(CANDLES);
    mergeMinutes(CANDLES, 15 * MINUTE_MS);
    expect(CANDLES).toEqual(before);
  });
});

describe("createCandleSource", () => {
  it("opens longer candles on whole multiples of their length", () => {
    const hours = createCandleSource(CANDLES).read("1h", 0, 1e9);
    expect(hours.map(({ timestamp }) => new Date(timestamp).toISOString().slice(11, 16))).toEqual([
      "00:00",
      "01:00",
      "02:00",
      "03:00",
      "04:00",
    ]);
  });

  it("serves exactly the candles that open in the asked range, also around holes", () => {
    const holed = CANDLES.filter((_, index) => index % 7 !== 3);
    const source = createCandleSource(holed);
    fc.assert(
      fc.property(fc.integer({ min: -30, max: 230 }), fc.integer({ min: 1, max: 240 }), (offset, limit) => {
        const since = START + offset * MINUTE_MS;
        const until = since + limit * MINUTE_MS;
        expect(source.read("1m", since, limit)).toEqual(
          holed.filter(({ timestamp }) => timestamp >= since && timestamp < until),
        );
      }),
    );
  });
});
