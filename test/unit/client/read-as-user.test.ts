import { describe, expect, it } from "vitest";
import { readAsUser } from "../../../src/client/read-as-user";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { isInsideUserCode } from "../../../src/utils/call-chain";

const INSTANT = { symbol: "BTCUSDT", time: 60_000, backtest: true };

describe("what a user has handed over", () => {
  it("is read as code of the user, at the instant and not longer", () => {
    const execution = new ExecutionContextService();
    const read = readAsUser(execution, INSTANT, () => [
      isInsideUserCode(),
      ExecutionContextService.findHoldingInstant(),
    ]);
    expect(read).toEqual([true, 60_000]);
    expect([isInsideUserCode(), ExecutionContextService.findHoldingInstant()]).toEqual([false, null]);
  });

  it("fails with what its getters throw", () => {
    const error = new Error("no");
    const fail = (): never => {
      throw error;
    };
    expect(() => readAsUser(new ExecutionContextService(), INSTANT, fail)).toThrow(error);
  });
});
