import { describe, expect, it } from "vitest";
import { checkSymbol } from "../../../src/utils/check-symbol";

describe("checkSymbol", () => {
  it.each(["BTCUSDT", " ", "__proto__"])("%j is a symbol", (symbol) => {
    expect(() => {
      checkSymbol(symbol, "here");
    }).not.toThrow();
  });

  it.each<[unknown, string]>([
    ["", '""'],
    [undefined, "undefined"],
    [null, "null"],
    [5, "5"],
    [{}, "[object Object]"],
  ])("%j is none, and the message shows it", (symbol, described) => {
    expect(() => {
      checkSymbol(symbol, "here");
    }).toThrow(
      expect.objectContaining({
        code: "SYMBOL_INVALID",
        message: `symbol must be a non-empty string, got ${described} source=here`,
      }),
    );
  });
});
