import { describe, expect, it } from "vitest";
import type { ISignalDto } from "../../../src/interfaces/Signal.interface";
import type { IStrategyTickResult } from "../../../src/interfaces/Strategy.interface";
import { flatMinutes, setMinute, walkMinutes } from "../../support/market";
import {
  createStrategyHarness,
  type StrategyHarness,
  type StrategyHarnessOptions,
} from "../../support/strategy-client";

const LONG: ISignalDto = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 30,
};

/** A strategy that is asked every five minutes, first at minute 10. */
const createAsked = async (
  options: Partial<StrategyHarnessOptions> = {},
  answer: ISignalDto | null = null,
): Promise<StrategyHarness> => {
  const harness = createStrategyHarness({
    minutes: flatMinutes(60),
    backtest: true,
    interval: "5m",
    getSignal: () => Promise.resolve(answer),
    ...options,
  });
  await harness.tick(10);
  return harness;
};

describe("a tick in few steps", () => {
  it("finds what a whole tick finds, and tells the reports of it", async () => {
    const told: [IStrategyTickResult, number][] = [];
    const minutes = walkMinutes(60, 7);
    const collector = {
      result: (result: IStrategyTickResult, when: number) => void told.push([result, when]),
    };
    const quiet = await createAsked({ minutes, collector });
    const whole = await createAsked({ minutes, collector });
    told.length = 0;
    for (const minute of [11, 12, 14]) {
      const result = quiet.lookQuietly(minute);
      expect(result).toEqual(await whole.tick(minute));
      expect(Object.isFrozen(result)).toBe(true);
    }
    expect(told.filter((_, index) => index % 2 === 0)).toEqual(told.filter((_, index) => index % 2 === 1));
    expect(told).toHaveLength(6);
  });

  it("hands the last close on to a tick whose own minutes are all missing", async () => {
    const minutes = flatMinutes(12);
    setMinute(minutes, 11, { price: 105 });
    const harness = await createAsked({ minutes, settings: { CC_AVG_PRICE_CANDLES_COUNT: 1 } });
    expect(harness.lookQuietly(12)?.currentPrice).toBe(105);
    expect(harness.lookQuietly(13)).toBeNull();
    expect((await harness.tick(13)).currentPrice).toBe(105);
  });

  it("is not enough when the strategy is to be asked", async () => {
    const harness = await createAsked();
    expect(harness.lookQuietly(14)).not.toBeNull();
    expect(harness.lookQuietly(15)).toBeNull();
  });

  it("is not enough while something is held", async () => {
    expect((await createAsked({}, LONG)).lookQuietly(11)).toBeNull();
  });

  it("is not enough in live", async () => {
    expect((await createAsked({ backtest: false })).lookQuietly(11)).toBeNull();
  });

  it("is not enough where a callback hears of idle results", async () => {
    expect((await createAsked({ callbacks: { onIdle: () => undefined } })).lookQuietly(11)).toBeNull();
  });

  it("is not enough where minutes are not at hand", async () => {
    expect((await createAsked({ minutes: flatMinutes(11) })).lookQuietly(12)).toBeNull();
  });

  it("is not enough before the first whole tick, on another market, or while a whole tick goes on", async () => {
    const harness = await createAsked();
    const { context } = harness.client.params.method;
    const running = harness.look(15);
    expect(harness.lookQuietly(11)).toBeNull();
    await running;
    expect(harness.lookQuietly(16)).not.toBeNull();
    context.frameName = "another month";
    expect(harness.lookQuietly(16)).toBeNull();
    context.frameName = "month";
    context.exchangeName = "another";
    expect(harness.lookQuietly(16)).toBeNull();
    const fresh = createStrategyHarness({ minutes: flatMinutes(60), backtest: true });
    expect(fresh.lookQuietly(11)).toBeNull();
  });
});
