import { beforeEach, describe, expect, it } from "vitest";
import { addFrame, addStrategy, Backtest, listenError, listenSignalOnce } from "../../src/index";
import type { ICandleData, IStrategySchema } from "../../src/index";
import { MINUTE, START, walkMinutes } from "../support/market";
import { collect, registerRun, signalsAt, uniqueName, useSettings } from "../support/run";
import { codeOf } from "../support/trial";

const SYMBOL = "BTCUSDT";
const at = (minute: number): number => START + minute * MINUTE;
const noSignal = (): Promise<null> => Promise.resolve(null);

const always = (minute: ICandleData): IStrategySchema["getSignal"] => {
  const { close } = minute;
  const signal = {
    position: "long",
    priceTakeProfit: close * 1.02,
    priceStopLoss: close * 0.98,
    minuteEstimatedTime: 30,
  } as const;
  return () => Promise.resolve(signal);
};

/** Registers a strategy that would look at a range, and says how it went. */
const createProbe = (
  minutes: readonly ICandleData[],
  exchangeName: string,
  range: readonly [from: number, to: number],
): (() => Promise<unknown>) => {
  const names = { strategyName: uniqueName("probe"), exchangeName, frameName: uniqueName("probe") };
  const [from, to] = range;
  addFrame({
    frameName: names.frameName,
    interval: "1m",
    startDate: new Date(at(from)),
    endDate: new Date(at(to)),
  });
  const reference = minutes[from];
  if (reference === undefined) {
    throw new Error(`no minute ${from}`);
  }
  addStrategy({ strategyName: names.strategyName, interval: "1m", getSignal: always(reference) });
  return () =>
    collect(Backtest.run(SYMBOL, names)).then(
      (results) =>
        results.map(({ action, closeTimestamp, currentPrice }) => [action, closeTimestamp, currentPrice]),
      codeOf,
    );
};

beforeEach(() => {
  useSettings();
});

describe("a back-test inside of a back-test's user code learns nothing from after its instant (H1)", () => {
  /** What the probe of a range shows in `getSignal` at minute 40, and in a signal listener there. */
  const probeAt40 = async (
    minutes: readonly ICandleData[],
    range: readonly [from: number, to: number],
  ): Promise<unknown[]> => {
    const shown: unknown[] = [];
    const { context } = registerRun({ minutes, from: 40, to: 40, strategy: { getSignal: noSignal } });
    const probe = createProbe(minutes, context.exchangeName, range);
    const strategyName = uniqueName("seer");
    addStrategy({
      strategyName,
      interval: "1m",
      getSignal: async () => {
        shown.push(await probe());
        return null;
      },
    });
    const stop = listenSignalOnce(
      (event) => event.strategyName === strategyName,
      async () => {
        shown.push(await probe());
      },
    );
    await collect(Backtest.run(SYMBOL, { ...context, strategyName }));
    stop();
    return shown;
  };

  it("a frame that ends later is CONTEXT_LOOK_AHEAD", async () => {
    expect(await probeAt40(walkMinutes(120, 3), [30, 41])).toEqual([
      "CONTEXT_LOOK_AHEAD",
      "CONTEXT_LOOK_AHEAD",
    ]);
  });

  it("a frame in the past shows the same whatever comes later, and its positions end at that instant", async () => {
    const real = walkMinutes(120, 3);
    const other = [...real.slice(0, 40), ...walkMinutes(120, 4).slice(40)];
    const shown = await probeAt40(real, [30, 40]);
    expect(shown[0]).toEqual(shown[1]);
    expect(shown[0]).toContainEqual(["closed", at(40), expect.any(Number)]);
    expect(await probeAt40(other, [30, 40])).toEqual(shown);
  });

  it("also when the run was made outside and is only walked inside", async () => {
    const minutes = walkMinutes(120, 3);
    const { context } = registerRun({ minutes, from: 40, to: 40, strategy: { getSignal: noSignal } });
    const inner = registerRun({ minutes, from: 20, to: 90, strategy: { getSignal: noSignal } });
    const outside = Backtest.run(SYMBOL, inner.context);
    const strategyName = uniqueName("seer");
    const outcomes: unknown[] = [];
    addStrategy({
      strategyName,
      interval: "1m",
      getSignal: async () => {
        outcomes.push(await outside.next().catch(codeOf));
        return null;
      },
    });
    await collect(Backtest.run(SYMBOL, { ...context, strategyName }));
    expect(outcomes).toEqual(["CONTEXT_LOOK_AHEAD"]);
  });

  it("a background run started there is held back as well, also when its tick is long over", async () => {
    const minutes = walkMinutes(120, 3);
    const { context } = registerRun({ minutes, from: 40, to: 45, strategy: { getSignal: noSignal } });
    const strategyName = uniqueName("starter");
    const outcomes: unknown[] = [];
    const inner = registerRun({ minutes, from: 20, to: 90, strategy: { getSignal: noSignal } });
    const pending: Promise<unknown>[] = [];
    addStrategy({
      strategyName,
      interval: "1h",
      getSignal: () => {
        const started = new Promise<void>((resolve) => setImmediate(resolve)).then(() =>
          Backtest.run(SYMBOL, inner.context).next(),
        );
        pending.push(started.catch(codeOf).then((outcome) => outcomes.push(outcome)));
        return Promise.resolve(null);
      },
    });
    await collect(Backtest.run(SYMBOL, { ...context, strategyName }));
    await Promise.all(pending);
    expect(outcomes).toEqual(["CONTEXT_LOOK_AHEAD"]);
  });
});

describe("ids of the user's own objects", () => {
  const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 2 } as const;

  it("an object that is used again with a new id opens again: the id counts as it was when the signal was taken", async () => {
    const opened: string[] = [];
    const signal = { ...LONG, id: "a1" };
    const { context } = registerRun({
      minutes: walkMinutes(90, 5),
      to: 30,
      strategy: {
        getSignal: () => Promise.resolve(signal),
        callbacks: {
          onOpen: (_symbol, row) => {
            opened.push(row.id);
            signal.id = `a${opened.length + 1}`;
          },
        },
      },
    });
    await collect(Backtest.run(SYMBOL, context));
    expect(opened.slice(0, 4)).toEqual(["a1", "a2", "a3", "a4"]);
  });

  it("a getter that throws later can no longer hide an open position", async () => {
    let reads = 0;
    const hostile = Object.defineProperty({ ...LONG }, "id", {
      enumerable: true,
      get: () => {
        reads += 1;
        if (reads > 2) {
          throw new Error("read too often");
        }
        return "a1";
      },
    });
    const errors: unknown[] = [];
    const stop = listenError((error) => void errors.push(error));
    const { context } = registerRun({
      minutes: walkMinutes(90, 5),
      to: 12,
      strategy: { getSignal: signalsAt({ 10: hostile }) },
    });
    const actions: string[] = [];
    const stopSignals = listenSignalOnce(
      ({ action, strategyName }) => action === "opened" && strategyName === context.strategyName,
      () => void actions.push("opened"),
    );
    const results = await collect(Backtest.run(SYMBOL, context));
    stop();
    stopSignals();
    // Either it opened and everybody heard of it, or it did not open at all.
    expect(actions.length).toBe(results.length);
    expect(errors.length + results.length).toBe(1);
  });
});
