import { describe, expect, it } from "vitest";
import {
  NoopPartialPersistence,
  NoopRiskPersistence,
  NoopStrategyPersistence,
} from "../../../../../src/lib/services/persist/NoopPersistence";
import type { IPartialPersistence } from "../../../../../src/interfaces/Partial.interface";
import type { IRiskPersistence } from "../../../../../src/interfaces/Risk.interface";
import type { IStrategyPersistence } from "../../../../../src/interfaces/Strategy.interface";
import { position } from "../../../client/risk-fixtures";
import { longRow } from "../../../client/signal-fixtures";

describe("stores that keep nothing", () => {
  it("risk: what was written is not read", async () => {
    const store: IRiskPersistence = new NoopRiskPersistence();
    await store.write([["s1:BTCUSDT", position()]], "r");
    expect(await store.read("r")).toEqual([]);
  });

  it("milestones: what was written is not read", async () => {
    const store: IPartialPersistence = new NoopPartialPersistence();
    await store.write({ id: { profitLevels: [10], lossLevels: [] } }, "BTCUSDT", "s1");
    expect(await store.read("BTCUSDT", "s1")).toEqual({});
  });

  it("signals: what was written is not read", async () => {
    const store: IStrategyPersistence = new NoopStrategyPersistence();
    await store.writePending(longRow(), "BTCUSDT", "s1");
    await store.writeScheduled(longRow(), "BTCUSDT", "s1");
    expect(await store.readPending("BTCUSDT", "s1")).toBeNull();
    expect(await store.readScheduled("BTCUSDT", "s1")).toBeNull();
  });
});
