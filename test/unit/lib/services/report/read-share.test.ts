import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IRunFacts } from "../../../../../src/index";
import { warnOfShareRead } from "../../../../../src/lib/services/report/read-share";
import { at, SETTINGS } from "../../../client/signal-fixtures";

const RUN: IRunFacts = {
  exchangeName: "exchange",
  frameName: "frame",
  startTime: at(0),
  endTime: at(1_000),
  settings: SETTINGS,
  hasSettingsChanged: false,
  answeredSignalCalls: 1,
  failedSignalCalls: 0,
  minutesRead: 1_000,
  gapCount: 0,
  gaps: [],
  priceOutline: [],
};

const warningOf = (changes: Partial<IRunFacts>): string | null => warnOfShareRead({ ...RUN, ...changes });

describe("what is said of the minutes a run read", () => {
  it("nothing from 90 % on", () => {
    expect(warningOf({})).toBeNull();
    expect(warningOf({ minutesRead: 900 })).toBeNull();
  });

  it("below 90 % the share, rounded down", () => {
    expect(warningOf({ minutesRead: 899 })).toBe(
      "The run read 89 % of the minutes of its period: chart and gaps show those.",
    );
    expect(warningOf({ minutesRead: 50 })).toBe(
      "The run read 5 % of the minutes of its period: chart and gaps show those.",
    );
  });

  it("below 1 % that it is less, but nothing read is 0 %", () => {
    expect(warningOf({ minutesRead: 3 })).toContain("read less than 1 % of the minutes");
    expect(warningOf({ minutesRead: 0 })).toContain("read 0 % of the minutes");
  });

  it("nothing of a period without a whole minute, and a minute begun on the clock is none yet", () => {
    expect(warningOf({ endTime: at(0), minutesRead: 0 })).toBeNull();
    expect(warningOf({ startTime: at(3) + 50, endTime: at(4) + 20, minutesRead: 1 })).toBeNull();
    expect(warningOf({ startTime: at(3) + 50, endTime: at(3) + 59_999, minutesRead: 0 })).toBeNull();
  });

  it("as counting minute by minute has it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.nat(3_000), (minuteCount, count) => {
        const minutesRead = Math.min(minuteCount, count);
        const isLittle = minutesRead * 10 < minuteCount * 9;
        expect(warningOf({ endTime: at(minuteCount), minutesRead }) !== null).toBe(isLittle);
      }),
    );
  });
});
