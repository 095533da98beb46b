import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  Backtest,
  lib,
  listenDoneBacktest,
  listenExit,
  listenSignal,
  RunError,
  TradingError,
} from "../../../src/index";
import type { IBacktestListItem } from "../../../src/index";
import type { Trial } from "../../support/trial";
import { EXPECTED_TRADES, registerTrial, runTrial, toTrade, watchTrial } from "../../support/trial";
import { uniqueName, useSettings } from "../../support/run";

const describeInstance = async ({ symbol, context }: Trial): Promise<IBacktestListItem | undefined> =>
  (await Backtest.list()).find(
    (item) => item.symbol === symbol && item.strategyName === context.strategyName,
  );

const statusOf = async (trial: Trial): Promise<string | undefined> => (await describeInstance(trial))?.status;

/** Resolves with what `handle` gives at the `count`-th done event of a trial. */
const onDone = <T>({ symbol, context }: Trial, handle: () => T | Promise<T>, count = 1): Promise<T> =>
  new Promise((resolve, reject) => {
    let left = count;
    const stop = listenDoneBacktest(async (event) => {
      if (event.strategyName === context.strategyName && event.symbol === symbol && (left -= 1) === 0) {
        stop();
        await Promise.resolve().then(handle).then(resolve, reject);
      }
    });
  });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const useImpossibleFrame = (trial: Trial): void => {
  const { frameName } = trial.context;
  const startDate = new Date("2999-01-01T00:00:00Z");
  lib.frameSchemaService.override(frameName, {
    ...lib.frameSchemaService.get(frameName),
    startDate,
    endDate: startDate,
  });
};

beforeEach(() => {
  useSettings();
});

describe("Backtest.list", () => {
  it("shows a pair once it was touched: ready, pending while a task runs, fulfilled after its done event", async () => {
    const trial = registerTrial();
    expect(await describeInstance(trial)).toBeUndefined();
    const steps = Backtest.run(trial.symbol, trial.context);
    expect(await describeInstance(trial)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      symbol: trial.symbol,
      strategyName: trial.context.strategyName,
      status: "ready",
    });
    await steps.return();
    const statusInDone = onDone(trial, () => statusOf(trial));
    Backtest.background(trial.symbol, trial.context);
    expect(await statusOf(trial)).toBe("pending");
    expect(await statusInDone).toBe("pending");
    await turn();
    expect(await statusOf(trial)).toBe("fulfilled");
  });

  it("the stop function of a task whose end is being told does nothing to the next run of the pair", async () => {
    const trial = registerTrial();
    const ends: Promise<unknown>[] = [];
    const trades: unknown[] = [];
    const restarted = onDone(trial, () => {
      ends.push(watchTrial(trial).then((result) => trades.push(...result.trades)));
      stopFirst();
    });
    const stopFirst = Backtest.background(trial.symbol, trial.context);
    await restarted;
    await Promise.all(ends);
    expect(trades).toEqual(EXPECTED_TRADES);
  });

  it("a stop of a pair that no run has leaves no client behind (pitfall 166)", async () => {
    const trial = registerTrial();
    await Backtest.stop(trial.symbol, trial.context.strategyName);
    expect(lib.strategyConnectionService.getStrategy.keys()).toEqual([]);
    expect((await watchTrial(trial)).trades).toEqual(EXPECTED_TRADES);
    await Backtest.stop(trial.symbol, trial.context.strategyName);
    expect(lib.strategyConnectionService.getStrategy.keys()).toEqual([]);
  });

  it("rejected after a failure, before listenExit hears of it; done is never emitted (pitfall 63)", async () => {
    const trial = registerTrial();
    useImpossibleFrame(trial);
    let doneCount = 0;
    const stopDone = listenDoneBacktest((event) => {
      doneCount += event.strategyName === trial.context.strategyName ? 1 : 0;
    });
    const status = await new Promise((resolve) => {
      const stop = listenExit(async (error) => {
        stop();
        expect(error).toBeInstanceOf(TradingError);
        expect(error).toMatchObject({
          code: "FRAME_EMPTY",
          message: expect.stringContaining(trial.context.frameName),
        });
        resolve(await statusOf(trial));
      });
      Backtest.background(trial.symbol, trial.context);
    });
    await turn();
    stopDone();
    expect(status).toBe("rejected");
    expect(doneCount).toBe(0);
  });

  it("a failure that is no error of this library is wrapped: RUN_FAILED with the cause", async () => {
    const trial = registerTrial();
    vi.spyOn(lib.frameGlobalService, "getTimeline").mockRejectedValueOnce("no timeline");
    const error = await new Promise<unknown>((resolve) => {
      const stop = listenExit((exit) => {
        stop();
        resolve(exit);
      });
      Backtest.background(trial.symbol, trial.context);
    });
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({ code: "RUN_FAILED", message: "no timeline", cause: "no timeline" });
  });

  it("a failure that throws when it is asked what it is ends the run all the same: RUN_FAILED", async () => {
    const trial = registerTrial();
    const hostile: unknown = new Proxy(
      {},
      {
        get: () => {
          throw new Error("get");
        },
        getPrototypeOf: () => {
          throw new Error("prototype");
        },
      },
    );
    vi.spyOn(lib.frameGlobalService, "getTimeline").mockRejectedValueOnce(hostile);
    const error = await new Promise<unknown>((resolve) => {
      const stop = listenExit((exit) => {
        stop();
        resolve(exit);
      });
      Backtest.background(trial.symbol, trial.context);
    });
    expect(error).toMatchObject({ code: "RUN_FAILED" });
    await turn();
    expect(await statusOf(trial)).toBe("rejected");
  });

  it("the id of an instance is constant over runs, and another for every pair", async () => {
    const trial = registerTrial();
    const other = { ...trial, symbol: "ETHUSDT" };
    await watchTrial(trial);
    await watchTrial(other);
    const { id } = (await describeInstance(trial)) ?? {};
    const done = onDone(trial, () => undefined);
    Backtest.background(trial.symbol, trial.context);
    await done;
    expect((await describeInstance(trial))?.id).toBe(id);
    expect((await describeInstance(other))?.id).not.toBe(id);
  });

  it("run() does not count as a task: the status stays", async () => {
    const trial = await runTrial();
    expect(await statusOf(trial)).toBe("ready");
  });

  it("gives copies: changing an item changes nothing", async () => {
    const trial = await runTrial();
    Object.assign((await describeInstance(trial)) ?? {}, { status: "rejected", id: "x" });
    expect(await describeInstance(trial)).toMatchObject({
      status: "ready",
      id: expect.not.stringMatching(/^x$/),
    });
  });
});

describe("restarting from inside of a done listener (pitfall 64)", () => {
  it("the pair is free there; the second task is pending although the first is still ending; done comes twice", async () => {
    const trial = registerTrial();
    const secondDone = onDone(trial, () => "twice", 2);
    const restarted = onDone(trial, async () => {
      Backtest.background(trial.symbol, trial.context);
      return await statusOf(trial);
    });
    Backtest.background(trial.symbol, trial.context);
    expect(await restarted).toBe("pending");
    expect(await secondDone).toBe("twice");
    await turn();
    expect(await statusOf(trial)).toBe("fulfilled");
  });

  it("the first task's late end does not show as the second one's", async () => {
    const trial = registerTrial();
    let finishFirst = (): void => undefined;
    const firstMayEnd = new Promise<void>((resolve) => (finishFirst = resolve));
    let isFirst = true;
    const stop = listenDoneBacktest(async (event) => {
      if (isFirst && event.strategyName === trial.context.strategyName) {
        isFirst = false;
        await firstMayEnd;
      }
    });
    Backtest.background(trial.symbol, trial.context);
    while (isFirst) {
      await turn();
    }
    useImpossibleFrame(trial);
    await lib.frameConnectionService.clear(trial.context.frameName);
    const failed = new Promise<void>((resolve) => {
      const stopExit = listenExit(() => {
        stopExit();
        resolve();
      });
    });
    Backtest.background(trial.symbol, trial.context);
    await failed;
    finishFirst();
    await turn();
    stop();
    expect(await statusOf(trial)).toBe("rejected");
  });

  it("the cancel function of an old task does not stop the new one", async () => {
    const trial = registerTrial();
    const trades: unknown[] = [];
    const done = onDone(trial, () => undefined);
    const cancelOld = Backtest.background(trial.symbol, trial.context);
    await done;
    await turn();
    const secondDone = onDone(trial, () => undefined);
    const stop = listenSignal((event) => {
      if (
        event.strategyName === trial.context.strategyName &&
        (event.action === "closed" || event.action === "cancelled")
      ) {
        trades.push(toTrade(event));
      }
    });
    Backtest.background(trial.symbol, trial.context);
    cancelOld();
    await secondDone;
    stop();
    expect(trades).toEqual(EXPECTED_TRADES);
  });
});

describe("seed: BacktestInstance is memoized per symbol:strategyName", () => {
  it("names with a separator inside are different pairs", async () => {
    const name = uniqueName("b");
    const first = registerTrial({ strategyName: `x:${name}`, symbol: "A" });
    const second = registerTrial({ strategyName: name, symbol: "A:x" });
    await watchTrial(first);
    await watchTrial(second);
    expect((await describeInstance(first))?.id).not.toBe((await describeInstance(second))?.id);
  });

  it("the methods work without their object", async () => {
    const trial = registerTrial();
    const { run, stop, list } = Backtest;
    expect((await run(trial.symbol, trial.context).next()).done).toBe(false);
    await stop(trial.symbol, trial.context.strategyName);
    expect((await list()).length).toBeGreaterThan(0);
  });
});
