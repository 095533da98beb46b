import { describe, expect, it } from "vitest";
import { MilestoneReporter } from "../../../src/client/milestone-reporter";
import { createPendingState } from "../../../src/client/signal-machine";
import type { RunningOutcome } from "../../../src/client/signal-machine";
import { StrategyNotifier } from "../../../src/client/strategy-notifier";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { createStrategyHarness } from "../../support/strategy-client";
import type { StrategyHarness, StrategyHarnessOptions } from "../../support/strategy-client";
import { at, longRow } from "./signal-fixtures";

const create = (
  options: Omit<StrategyHarnessOptions, "minutes"> = {},
): { reporter: MilestoneReporter; harness: StrategyHarness } => {
  const harness = createStrategyHarness({ minutes: [], backtest: true, ...options });
  const { params } = harness.client;
  return { harness, reporter: new MilestoneReporter(params, new StrategyNotifier(params)) };
};

/** The minute that ends at `minute`, so far on the way. */
const runningAt = (minute: number, percents: Partial<RunningOutcome>): RunningOutcome => ({
  kind: "running",
  state: createPendingState(longRow(), at(minute)),
  runningPrice: 101,
  percentTp: 0,
  percentSl: 0,
  ...percents,
});

describe("which minutes are worth a report", () => {
  it("without callbacks only those that reach a new level, on either side", async () => {
    const { reporter, harness } = create();
    const worth: boolean[] = [];
    for (const percents of [
      { percentTp: 9.99 },
      { percentTp: 10 },
      { percentTp: 19.9 },
      { percentTp: 45 },
      { percentTp: 30 },
      { percentSl: 12 },
      { percentSl: 12 },
      { percentTp: 100 },
    ]) {
      const outcome = runningAt(5, percents);
      worth.push(reporter.isWorthReporting(outcome));
      if (worth.at(-1) === true) {
        await reporter.report(outcome);
      }
    }
    expect(worth).toEqual([false, true, false, true, false, true, false, true]);
    expect(harness.log).toEqual([
      "partial.profit(10)",
      "partial.profit(45)",
      "partial.loss(12)",
      "partial.profit(100)",
    ]);
  });

  it.each<[StrategyHarnessOptions["callbacks"], boolean]>([
    [{ onPartialProfit: () => undefined }, true],
    [{ onPartialLoss: () => undefined }, true],
    [{ onTick: () => undefined }, false],
  ])("with the callbacks %o every minute: %s", (callbacks, expected) => {
    const { reporter } = create({ callbacks });
    expect(reporter.isWorthReporting(runningAt(5, { percentTp: 1 }))).toBe(expected);
    expect(reporter.tellsEveryMinute).toBe(expected);
  });

  it("knows the levels it has told", async () => {
    const { reporter } = create();
    expect(reporter.reached).toEqual({ profit: 0, loss: 0 });
    await reporter.report(runningAt(5, { percentTp: 45 }));
    await reporter.report(runningAt(6, { percentSl: 20 }));
    expect(reporter.reached).toEqual({ profit: 4, loss: 2 });
    reporter.reset();
    expect(reporter.reached).toEqual({ profit: 0, loss: 0 });
  });
});

describe("a report", () => {
  it("goes to the tracker first, then to the callbacks, both at the end of the minute (pitfall 58)", async () => {
    const execution = new ExecutionContextService();
    const log: unknown[] = [];
    const note = (name: string) => (): Promise<void> => {
      log.push([name, execution.context.when.getTime()]);
      return Promise.resolve();
    };
    const { reporter } = create({
      partial: { profit: note("tracker") },
      callbacks: { onPartialProfit: note("callback") },
    });
    await reporter.report(runningAt(5, { percentTp: 20 }));
    expect(log).toEqual([
      ["tracker", at(5)],
      ["callback", at(5)],
    ]);
  });

  it.each([true, false])("runs at the end of the minute where anybody hears of it: %s", async (isHeard) => {
    const execution = new ExecutionContextService();
    const seen: unknown[] = [];
    const { reporter } = create({
      isMilestoneHeard: isHeard,
      partial: {
        loss: (_symbol, _row, _price, percent, _mode, when) => {
          seen.push([percent, when.getTime(), execution.peekContext()?.when.getTime()]);
          return Promise.resolve();
        },
      },
    });
    await reporter.report(runningAt(5, { percentSl: 30 }));
    expect(seen).toEqual([[30, at(5), isHeard ? at(5) : undefined]]);
  });

  it("without a running price tells nobody", async () => {
    const { reporter, harness } = create({
      callbacks: { onPartialProfit: () => expect.unreachable(), onPartialLoss: () => expect.unreachable() },
    });
    await reporter.report(runningAt(5, { runningPrice: null, percentTp: 50, percentSl: 50 }));
    expect(harness.log).toEqual([]);
    expect(harness.errors).toEqual([]);
  });

  it("a tracker that fails is reported and asked again a minute later; the callback comes all the same", async () => {
    const failures = [new Error("disk"), new Error("disk again")];
    const asked: number[] = [];
    const seen: number[] = [];
    const { reporter, harness } = create({
      partial: {
        loss: (_symbol, _row, _price, percent) => {
          asked.push(percent);
          const failure = failures.shift();
          return failure ? Promise.reject(failure) : Promise.resolve();
        },
      },
      callbacks: { onPartialLoss: (_symbol, _row, _price, percent) => void seen.push(percent) },
    });
    for (const minute of [5, 6, 7, 8]) {
      await reporter.report(runningAt(minute, { percentSl: 33 }));
    }
    expect(asked).toEqual([33, 33, 33]);
    expect(harness.errors).toEqual([new Error("disk"), new Error("disk again")]);
    expect(seen).toEqual([33, 33, 33, 33]);
  });
});

describe("another signal", () => {
  it("starts with no level reached and no progress", async () => {
    const { reporter, harness } = create();
    const outcome = runningAt(5, { percentTp: 50 });
    expect(reporter.progress).toEqual({ percentTp: 0, percentSl: 0 });
    reporter.isWorthReporting(outcome);
    await reporter.report(outcome);
    expect(reporter.progress).toMatchObject({ percentTp: 50, percentSl: 0 });
    reporter.reset();
    expect(reporter.progress).toEqual({ percentTp: 0, percentSl: 0 });
    expect(reporter.isWorthReporting(outcome)).toBe(true);
    await reporter.report(outcome);
    expect(harness.log).toEqual(["partial.profit(50)", "partial.profit(50)"]);
  });
});
