import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
