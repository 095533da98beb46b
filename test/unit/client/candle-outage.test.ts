import { describe, expect, it } from "vitest";
import { CandleOutage } from "../../../src/client/candle-outage";
import { MINUTE, START } from "./exchange-fixture";

const at = (minute: number): number => START + minute * MINUTE;

/** Minutes at which an outage is told, when the newest candle is so many minutes late at each tick. */
const listTold = (lateness: readonly number[]): number[] => {
  const outage = new CandleOutage("symbol=BTCUSDT");
  return lateness.flatMap((late, minute) =>
    outage.note(at(minute), at(minute - late)) === null ? [] : [minute],
  );
};

describe("an outage of a live source", () => {
  it("is told once, when the newest minute has been missing for five", () => {
    expect(listTold([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([7]);
  });

  it("is not told when the source comes back before, and told anew when it goes away again", () => {
    expect(listTold([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])).toEqual([]);
    expect(listTold([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6])).toEqual([6, 13]);
  });

  it("is one also where a source is always a minute late, or was never there", () => {
    expect(listTold([1, 1, 1, 1, 1, 1, 1, 1])).toEqual([5]);
    expect(listTold([5, 5, 5, 5, 5, 5, 5])).toEqual([5]);
  });

  it("says since when, where, and what it means", () => {
    const outage = new CandleOutage("symbol=BTCUSDT exchange=mock");
    outage.note(at(0), at(-1));
    expect(outage.note(at(7), at(1))).toMatchObject({
      code: "CANDLES_LATE",
      message: expect.stringMatching(
        /missing since 2024-01-01T00:00:00.000Z \(symbol=BTCUSDT exchange=mock\): .*getSignal is not asked/,
      ),
    });
  });
});
