import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CANDLE_INTERVALS,
  FRAME_INTERVALS,
  MINUTE_MS,
  SIGNAL_INTERVALS,
  ceilTo,
  floorTo,
  floorToMinute,
  intervalToMs,
} from "../../../src/math/interval";

describe("intervals", () => {
  it("have their length in milliseconds", () => {
    expect(FRAME_INTERVALS.map((interval) => [interval, intervalToMs(interval)])).toEqual([
      ["1m", 60_000],
      ["3m", 180_000],
      ["5m", 300_000],
      ["15m", 900_000],
      ["30m", 1_800_000],
      ["1h", 3_600_000],
      ["2h", 7_200_000],
      ["4h", 14_400_000],
      ["6h", 21_600_000],
      ["8h", 28_800_000],
      ["12h", 43_200_000],
      ["1d", 86_400_000],
      ["3d", 259_200_000],
    ]);
  });

  it("of candles are those of frames up to eight hours", () => {
    expect(CANDLE_INTERVALS).toEqual(FRAME_INTERVALS.slice(0, 10));
  });

  it("of strategies are 1m to 1h", () => {
    expect(SIGNAL_INTERVALS).toEqual(["1m", "3m", "5m", "15m", "30m", "1h"]);
  });
});

describe("alignment", () => {
  const time = fc.integer({ min: -(2 ** 45), max: 2 ** 45 });
  const step = fc.constantFrom(...FRAME_INTERVALS).map(intervalToMs);

  it("floors to the latest multiple that is not after the time", () => {
    fc.assert(
      fc.property(time, step, (instant, length) => {
        const floored = floorTo(instant, length);
        expect(Math.abs(floored % length)).toBe(0);
        expect(floored <= instant && instant < floored + length).toBe(true);
      }),
    );
  });

  it("ceils to the earliest multiple that is not before the time", () => {
    fc.assert(
      fc.property(time, step, (instant, length) => {
        const ceiled = ceilTo(instant, length);
        expect(Math.abs(ceiled % length)).toBe(0);
        expect(ceiled - length < instant && instant <= ceiled).toBe(true);
      }),
    );
  });

  it("leaves a multiple where it is, in both directions", () => {
    const midnight = Date.UTC(2025, 0, 1);
    expect([floorTo(midnight, MINUTE_MS), ceilTo(midnight, MINUTE_MS)]).toEqual([midnight, midnight]);
  });

  it("moves to the next minute boundary one millisecond past it, and to this one before", () => {
    const midnight = Date.UTC(2025, 0, 1);
    expect(ceilTo(midnight + 1, MINUTE_MS)).toBe(midnight + MINUTE_MS);
    expect(floorToMinute(midnight + MINUTE_MS - 1)).toBe(midnight);
    expect(floorToMinute(midnight - 1)).toBe(midnight - MINUTE_MS);
  });
});
