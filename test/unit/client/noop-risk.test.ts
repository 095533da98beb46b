import { describe, expect, it } from "vitest";
import { NOOP_RESERVATION, NOOP_RISK } from "../../../src/client/noop-risk";
import { ask, position } from "./risk-fixtures";

describe("NOOP_RISK", () => {
  it("always allows and counts nothing", async () => {
    expect(await NOOP_RISK.checkSignal(ask())).toBe(true);
    await NOOP_RISK.addSignal("BTCUSDT", { strategyName: "s1" });
    expect(await NOOP_RISK.reserve(ask())).toEqual({ allowed: true, reservation: NOOP_RESERVATION });
    await NOOP_RISK.removeSignal("BTCUSDT", { strategyName: "s1" });
    await NOOP_RISK.hold("BTCUSDT", "s1");
    await NOOP_RISK.letGo("BTCUSDT", "s1");
  });

  it("gives a reservation that can be committed and released at any time, with nothing to wait for", () => {
    NOOP_RESERVATION.release();
    expect(NOOP_RESERVATION.commit(position())).toBeUndefined();
  });

  it("is shared by all strategies, therefore frozen", () => {
    expect([NOOP_RISK, NOOP_RESERVATION].every((value) => Object.isFrozen(value))).toBe(true);
  });
});
