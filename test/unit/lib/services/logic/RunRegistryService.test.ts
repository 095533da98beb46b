import { beforeEach, describe, expect, it } from "vitest";
import { RunRegistryService } from "../../../../../src/lib/services/logic/RunRegistryService";

let registry: RunRegistryService;

beforeEach(() => {
  registry = new RunRegistryService();
});

const taken = (mode: string): unknown =>
  expect.objectContaining({
    code: "RUN_ALREADY_ACTIVE",
    message: `strategy trend on BTCUSDT already has an active ${mode} run: wait for its end, or stop it first`,
  });

describe("one run per (symbol, strategy, mode)", () => {
  it.each([
    [true, "backtest"],
    [false, "live"],
  ])("a pair that is taken is refused until it is free (backtest: %s)", (backtest, mode) => {
    const free = registry.take("BTCUSDT", "trend", backtest);
    expect(() => registry.take("BTCUSDT", "trend", backtest)).toThrow(taken(mode));
    expect(() => registry.requireFree("BTCUSDT", "trend", backtest)).toThrow(taken(mode));
    free();
    expect(() => registry.requireFree("BTCUSDT", "trend", backtest)).not.toThrow();
    registry.take("BTCUSDT", "trend", backtest);
  });

  it("another symbol, another strategy and the other mode are free", () => {
    registry.take("BTCUSDT", "trend", true);
    registry.take("ETHUSDT", "trend", true);
    registry.take("BTCUSDT", "range", true);
    registry.take("BTCUSDT", "trend", false);
    expect(() => registry.requireFree("BTCUSDT", "trend", true)).toThrow(taken("backtest"));
  });

  it("names with a separator inside are different pairs", () => {
    registry.take("A:B", "C", true);
    expect(() => registry.requireFree("A", "B:C", true)).not.toThrow();
  });

  it("asking takes nothing", () => {
    registry.requireFree("BTCUSDT", "trend", true);
    expect(() => registry.take("BTCUSDT", "trend", true)).not.toThrow();
  });

  it("freeing twice does not free what somebody else has taken since", () => {
    const freeFirst = registry.take("BTCUSDT", "trend", true);
    freeFirst();
    registry.take("BTCUSDT", "trend", true);
    freeFirst();
    expect(() => registry.requireFree("BTCUSDT", "trend", true)).toThrow(taken("backtest"));
  });
});
