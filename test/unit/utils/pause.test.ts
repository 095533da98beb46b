import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { pause } from "../../../src/utils/pause";

describe("pause", () => {
  let clock: SimulatedClock;
  let restoreClock: () => void;

  beforeEach(() => {
    clock = createSimulatedClock({ start: 0 });
    restoreClock = setClock(clock);
  });

  afterEach(() => {
    restoreClock();
  });

  it("waits by the clock in force", async () => {
    await clock.runUntil(pause(5000));
    expect(clock.now()).toBe(5000);
  });

  it.each([0, -1, Number.NaN])("of %d ms sets no timer", async (delayMs) => {
    const paused = pause(delayMs);
    expect(clock.pendingTimers).toBe(0);
    await paused;
  });
});
