import { describe, expect, it } from "vitest";
import type { IMethodContext } from "../../../../../src/interfaces/Context.interface";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { runDetached } from "../../../../../src/lib/services/logic/detached-run";
import { isInsideUserCode } from "../../../../../src/utils/call-chain";
import { at } from "../../../../support/trial";

const OWN: IMethodContext = { strategyName: "own", exchangeName: "own", frameName: "own" };
const FOREIGN: IMethodContext = { strategyName: "foreign", exchangeName: "foreign", frameName: "foreign" };

const method = new MethodContextService();
const execution = new ExecutionContextService();

interface Surroundings {
  readonly strategyName: string | undefined;
  readonly isInsideTick: boolean;
  readonly isUserCode: boolean;
}

const lookAround = (): Surroundings => ({
  strategyName: method.peekContext()?.strategyName,
  isInsideTick: ExecutionContextService.hasContext(),
  isUserCode: isInsideUserCode(),
});

const log: string[] = [];

async function* createSteps(): AsyncGenerator<Surroundings, void, undefined> {
  try {
    for (let step = 0; step < 3; step += 1) {
      await Promise.resolve();
      yield lookAround();
    }
  } catch (error) {
    log.push(`caught ${String(error)} in ${lookAround().strategyName ?? "nothing"}`);
    throw error;
  } finally {
    log.push(`ended in ${lookAround().strategyName ?? "nothing"}`);
  }
}

const ALONE: Surroundings = { strategyName: "own", isInsideTick: false, isUserCode: false };

describe("a detached run", () => {
  it("runs its steps in its own method context, and leaves its consumer alone", async () => {
    const seen: Surroundings[] = [];
    for await (const step of runDetached(createSteps(), OWN)) {
      expect(method.isActive).toBe(false);
      seen.push(step);
    }
    expect(seen).toEqual([ALONE, ALONE, ALONE]);
  });

  it("consumed inside of another run's listener it sees nothing of that run, and is not user code of it", async () => {
    const seen = await MethodContextService.runInContext(
      () =>
        execution.runUserCode(
          async () => {
            const all: Surroundings[] = [];
            for await (const step of runDetached(createSteps(), OWN)) {
              all.push(step);
            }
            return [...all, lookAround()];
          },
          { symbol: "BTCUSDT", when: new Date(at(1)), backtest: true },
        ),
      FOREIGN,
    );
    expect(seen).toEqual([
      ALONE,
      ALONE,
      ALONE,
      { strategyName: "foreign", isInsideTick: true, isUserCode: true },
    ]);
  });

  it("hands return and throw on, inside of its context, and iterates over itself", async () => {
    log.length = 0;
    const left = runDetached(createSteps(), OWN);
    expect(left[Symbol.asyncIterator]()).toBe(left);
    await left.next();
    expect(await left.return()).toEqual({ done: true, value: undefined });
    expect(await left.next()).toEqual({ done: true, value: undefined });
    const failed = runDetached(createSteps(), OWN);
    await failed.next();
    await expect(failed.throw("enough")).rejects.toBe("enough");
    expect(log).toEqual(["ended in own", "caught enough in own", "ended in own"]);
  });
});
