import { describe, expect, it } from "vitest";
import { OptimizerError } from "../../../src/errors/OptimizerError";

const STRATEGY = { symbol: "BTCUSDT", name: "news", messages: [], strategy: "buy the dip" };

describe("OptimizerError (pitfall 136)", () => {
  it("keeps the strategies that were made before: a copy nobody can change", () => {
    const made = [STRATEGY];
    const error = new OptimizerError("OPTIMIZER_PROMPT_FAILED", "failed", { strategies: made });
    made.pop();
    expect(error.strategies).toEqual([STRATEGY]);
    expect(Object.isFrozen(error.strategies)).toBe(true);
  });

  it("has none when none are given", () => {
    expect(new OptimizerError("OPTIMIZER_DUMP_FAILED", "failed").strategies).toEqual([]);
  });
});
