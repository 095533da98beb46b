import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UNSEEN_IDLE } from "../../../src/client/strategy-notifier";
import { SignalError } from "../../../src/errors/SignalError";
import type { IReportPair } from "../../../src/interfaces/Report.interface";
import type { ISignalDto } from "../../../src/interfaces/Signal.interface";
import type { IStrategyParams } from "../../../src/interfaces/Strategy.interface";
import { flatMinutes } from "../../support/market";
import {
  createStrategyHarness,
  installStandingClock,
  type StrategyHarness,
  type StrategyHarnessOptions,
} from "../../support/strategy-client";

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 30,
};

interface SignalCall {
  readonly pair: IReportPair;
  readonly failure: { readonly error: unknown } | null;
}

let clock: ReturnType<typeof installStandingClock>;
let calls: SignalCall[];
let order: string[];

beforeEach(() => {
  clock = installStandingClock(1000);
  calls = [];
  order = [];
});

afterEach(() => {
  clock.restore();
});

const create = (
  getSignal: IStrategyParams["getSignal"],
  options: Partial<StrategyHarnessOptions> = {},
): StrategyHarness =>
  createStrategyHarness({
    minutes: flatMinutes(200),
    backtest: true,
    ...options,
    getSignal,
    collector: {
      signalCall: (pair, failure) => {
        calls.push({ pair, failure });
        order.push("signalCall");
      },
      result: ({ action }) => void order.push(action),
    },
  });

describe("reports are told of every call of getSignal, once", () => {
  it.each([true, false])("one that gives a signal has no failure (back-test: %s)", async (backtest) => {
    clock.moveTo(10);
    const harness = create(() => Promise.resolve(LONG), { backtest });
    expect((await harness.tick(10)).action).toBe("opened");
    expect(calls).toEqual([{ pair: { symbol: "BTCUSDT", strategyName: "trend", backtest }, failure: null }]);
    expect(order).toEqual(["opened", "signalCall"]);
  });

  it("one that gives none has no failure either", async () => {
    await create(() => Promise.resolve(null)).tick(10);
    expect(calls.map(({ failure }) => failure)).toEqual([null]);
    expect(order).toEqual(["signalCall", "idle"]);
  });

  it("one that throws has failed with what it threw, as reported", async () => {
    const error = new Error("no idea");
    const harness = create(() => Promise.reject(error));
    expect((await harness.tick(10)).action).toBe("idle");
    expect(calls.map(({ failure }) => failure?.error)).toEqual([error]);
    expect(harness.errors).toEqual([error]);
  });

  it("one that throws nothing at all has failed too", async () => {
    await create(() => Promise.reject(undefined)).tick(10);
    expect(calls.map(({ failure }) => failure)).toEqual([{ error: undefined }]);
  });

  it("one whose signal is refused as faulty has failed with the refusal", async () => {
    const harness = create(() => Promise.resolve({ ...LONG, priceStopLoss: 120 }));
    await harness.tick(10);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.failure?.error).toBeInstanceOf(SignalError);
    expect(harness.errors).toEqual([calls[0]?.failure?.error]);
  });

  it("none is told of where getSignal is not called: it is not due, or a position is open", async () => {
    let asked = 0;
    const harness = create(
      () => {
        asked += 1;
        return Promise.resolve(asked === 2 ? LONG : null);
      },
      { interval: "5m" },
    );
    for (const minute of [10, 11, 14, 15, 16, 20]) {
      await harness.tick(minute);
    }
    expect([asked, calls.length]).toEqual([2, 2]);
  });
});

describe("an idle result", () => {
  const idle = (options: Partial<StrategyHarnessOptions>): StrategyHarness =>
    create(() => Promise.resolve(null), options);

  it("is not put together when the run looks at none and nobody hears of it", async () => {
    const harness = idle({ hearsIdle: false });
    expect(await harness.look(10)).toBe(UNSEEN_IDLE);
    expect(await harness.look(11)).toBe(UNSEEN_IDLE);
    expect(order).toEqual(["signalCall", "signalCall"]);
  });

  it.each<[string, Partial<StrategyHarnessOptions>]>([
    ["a listener", { hearsIdle: true }],
    ["onIdle", { hearsIdle: false, callbacks: { onIdle: () => undefined } }],
    ["onTick", { hearsIdle: false, callbacks: { onTick: () => undefined } }],
    ["the reports of a live run", { hearsIdle: false, backtest: false }],
  ])("is whole for %s", async (_name, options) => {
    clock.moveTo(10);
    expect(await idle(options).look(10)).toMatchObject({
      action: "idle",
      symbol: "BTCUSDT",
      exchangeName: "memory",
      currentPrice: 100,
    });
  });

  it("is whole for whoever ticks", async () => {
    expect(await idle({ hearsIdle: false }).tick(10)).toMatchObject({ symbol: "BTCUSDT", currentPrice: 100 });
  });

  it("still fails for want of any price, and has one where only the newest candle is missing", async () => {
    await expect(idle({ hearsIdle: false, minutes: [] }).look(10)).rejects.toMatchObject({
      code: "CANDLES_MISSING",
    });
    const late = idle({ hearsIdle: false, minutes: flatMinutes(9) });
    expect(await late.look(10)).toMatchObject({ symbol: "BTCUSDT", currentPrice: 100 });
  });

  it("does not hide what was opened", async () => {
    const harness = create(() => Promise.resolve(LONG), { hearsIdle: false });
    expect((await harness.look(10)).action).toBe("opened");
  });
});
