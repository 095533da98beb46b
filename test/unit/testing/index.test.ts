import { describe, expect, it } from "vitest";
import * as testing from "../../../src/testing/index";
import * as clock from "../../../src/utils/clock";

describe("the entry for tests", () => {
  it("exports these values and no others", () => {
    expect(Object.keys(testing).sort()).toEqual([
      "createMemoryPersist",
      "createMockExchange",
      "createSimulatedClock",
      "getClock",
      "setClock",
      "testPersistAdapter",
    ]);
  });

  it("replaces the clock of the library", () => {
    const simulated = testing.createSimulatedClock({ start: 0 });
    const restore = testing.setClock(simulated);
    expect(clock.getClock()).toBe(simulated);
    restore();
    expect(clock.getClock()).not.toBe(simulated);
  });
});
