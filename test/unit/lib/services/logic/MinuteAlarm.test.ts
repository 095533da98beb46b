import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MinuteAlarm } from "../../../../../src/lib/services/logic/MinuteAlarm";
import { setClock } from "../../../../../src/utils/clock";
import { MINUTE, START } from "../../../../support/market";
import type { ShiftedClock } from "../../../../support/shifted-clock";
import { createShiftedClock } from "../../../../support/shifted-clock";

const SECOND = 1000;

/** Twelve seconds and a half past a minute. */
const BEGIN = START + 12_500;

let clock: ShiftedClock;
let alarm: MinuteAlarm;
let restoreClock: () => void;

/** The instants at which a wait ended, on the clock of the timers, ms after `START`. */
const follow = (waits: number): { ends: number[] } => {
  const ends: number[] = [];
  const waitAll = async (): Promise<void> => {
    for (let count = 0; count < waits; count += 1) {
      await alarm.wait();
      ends.push(clock.timers.now() - START);
    }
  };
  void waitAll();
  return { ends };
};

beforeEach(() => {
  clock = createShiftedClock(BEGIN);
  restoreClock = setClock(clock);
  alarm = new MinuteAlarm();
});

afterEach(() => {
  restoreClock();
});

describe("MinuteAlarm: minute boundaries (pitfall 56)", () => {
  it("waits for the boundary, and from one boundary to the next", async () => {
    const { ends } = follow(3);
    await clock.timers.advanceTo(START + 3 * MINUTE);
    expect(ends).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE]);
  });

  it("waits a whole minute from a boundary on", async () => {
    await clock.timers.advanceTo(START + MINUTE);
    const { ends } = follow(1);
    await clock.timers.advance(MINUTE - 1);
    expect(ends).toEqual([]);
    await clock.timers.advance(1);
    expect(ends).toEqual([2 * MINUTE]);
  });

  it("a timer that fires early does not end the wait: the rest is waited for", async () => {
    clock.fireEarly(3);
    const { ends } = follow(2);
    await clock.timers.advanceTo(START + 2 * MINUTE);
    expect(ends).toEqual([MINUTE, 2 * MINUTE]);
    expect(clock.timers.pendingTimers).toBe(0);
  });
});

describe("MinuteAlarm: a clock that is set", () => {
  it("forwards: the wait ends with its timer at the latest, and the next one at a boundary of the new time", async () => {
    const { ends } = follow(2);
    await clock.timers.advance(10 * SECOND);
    clock.shift(10 * MINUTE + 20 * SECOND);
    await clock.timers.advanceTo(START + 2 * MINUTE);
    // The wall clock shows 20 s past a minute when the first wait ends.
    expect(ends).toEqual([MINUTE, MINUTE + 40 * SECOND]);
  });

  it("backwards by less than a minute: the boundary it waited for still counts", async () => {
    const { ends } = follow(1);
    await clock.timers.advance(10 * SECOND);
    clock.shift(-40 * SECOND);
    await clock.timers.advanceTo(START + MINUTE + 40 * SECOND);
    expect(ends).toEqual([MINUTE + 40 * SECOND]);
  });

  it("backwards by more: nobody waits for the old time to come again", async () => {
    const { ends } = follow(2);
    await clock.timers.advance(10 * SECOND);
    clock.shift(-3 * 60 * MINUTE);
    await clock.timers.advanceTo(START + 2 * MINUTE);
    expect(ends).toEqual([MINUTE, 2 * MINUTE]);
  });
});

describe("MinuteAlarm: somebody wakes it", () => {
  it("ends the wait at once and leaves no timer behind", async () => {
    const { ends } = follow(1);
    await clock.timers.advance(5 * SECOND);
    alarm.wake();
    await clock.timers.advance(0);
    expect(ends).toEqual([17_500]);
    expect(clock.timers.pendingTimers).toBe(0);
  });

  it("before it waits: the next wait ends at once, the one after it at the boundary", async () => {
    alarm.wake();
    alarm.wake();
    const { ends } = follow(2);
    await clock.timers.advanceTo(START + MINUTE);
    expect(ends).toEqual([12_500, MINUTE]);
  });

  it("twice is harmless, also when nobody waits any more", async () => {
    const { ends } = follow(1);
    await clock.timers.advance(0);
    alarm.wake();
    alarm.wake();
    await clock.timers.advance(0);
    expect(ends).toEqual([12_500]);
  });
});
