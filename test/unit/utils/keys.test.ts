import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createModeKey,
  createPairKey,
  createPositionKey,
  createStrategyKey,
  modeName,
  readPositionSymbol,
} from "../../../src/utils/keys";

describe("keys", () => {
  it("name the mode with a word", () => {
    expect([modeName(true), modeName(false)]).toEqual(["backtest", "live"]);
  });

  it("of strategies are symbol:strategyName:mode", () => {
    expect(createStrategyKey("BTCUSDT", "trend", true)).toBe("BTCUSDT:trend:backtest");
    expect(createStrategyKey("BTCUSDT", "trend", false)).toBe("BTCUSDT:trend:live");
  });

  it("of run instances are symbol:strategyName", () => {
    expect(createPairKey("BTCUSDT", "trend")).toBe("BTCUSDT:trend");
  });

  it("of exchanges, risk profiles and signals are name:mode", () => {
    expect(createModeKey("binance", true)).toBe("binance:backtest");
    expect(createModeKey("binance", false)).toBe("binance:live");
  });

  it("stay as they are for ordinary names, spaces and slashes included", () => {
    expect(createPairKey("BTC/USDT", "my trend (v2)")).toBe("BTC/USDT:my trend (v2)");
  });

  it("encode colons and percent signs inside a name", () => {
    expect(createPairKey("A:B", "50%")).toBe("A%3AB:50%25");
    expect(createModeKey("x:live", true)).toBe("x%3Alive:backtest");
  });

  it("differ for different names, also for names with colons in them", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", ":", "%", "3", "A", "2", "5") });
    fc.assert(
      fc.property(
        name,
        name,
        fc.boolean(),
        name,
        name,
        fc.boolean(),
        (symbol, strategy, mode, symbol2, strategy2, mode2) => {
          const isSame = symbol === symbol2 && strategy === strategy2 && mode === mode2;
          expect(
            createStrategyKey(symbol, strategy, mode) === createStrategyKey(symbol2, strategy2, mode2),
          ).toBe(isSame);
        },
      ),
    );
    expect(createPairKey("a:b", "c")).not.toBe(createPairKey("a", "b:c"));
  });

  it("of positions give their symbol back, with and without the encoding of today", () => {
    expect(readPositionSymbol(createPositionKey("a:b%", "C:D%"), "a:b%")).toBe("C:D%");
    expect(readPositionSymbol("a:b:BTCUSDT", "a:b")).toBe("BTCUSDT");
    expect(readPositionSymbol("trend:BTCUSDT", "trend")).toBe("BTCUSDT");
    expect(readPositionSymbol("trend:BTCUSDT", "other")).toBeNull();
  });
});
