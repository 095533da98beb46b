import { beforeEach, describe, expect, it } from "vitest";
import { Backtest } from "../../src/index";
import type { FrameInterval, IStrategySchema, SignalInterval } from "../../src/index";
import { flatMinutes } from "../support/market";
import { collect, registerRun, signalsAt, useSettings } from "../support/run";

const SYMBOL = "BTCUSDT";
const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 90, minuteEstimatedTime: 7 } as const;
const [FROM, TO] = [60, 2_940];
const VWAP_MINUTES = 5;

type Strategy = Pick<IStrategySchema, "getSignal"> & { readonly interval: SignalInterval };

const idleOf = (interval: SignalInterval): Strategy => ({ interval, getSignal: () => Promise.resolve(null) });

/** A run over two days, nobody watching. */
const runOver = async (step: FrameInterval, strategy: Strategy): Promise<string> => {
  const { context } = registerRun({ minutes: flatMinutes(3_000), from: FROM, to: TO, step, strategy });
  await collect(Backtest.run(SYMBOL, context));
  return context.strategyName;
};

const countRead = async (strategyName: string): Promise<number | undefined> =>
  (await Backtest.getData(SYMBOL, strategyName)).run?.minutesRead;

beforeEach(() => useSettings());

describe("how much of its period a run has read", () => {
  it.each([
    ["1m", "1m"],
    ["1m", "1h"],
    ["1h", "1h"],
  ] as const)("with %s frames and a strategy asked every %s it is all", async (step, interval) => {
    expect(await countRead(await runOver(step, idleOf(interval)))).toBe(TO - FROM);
  });

  it("with wider frames it is what ticks and positions read, and the report says so", async () => {
    const getSignal = signalsAt({ 1_500: LONG });
    const strategyName = await runOver("4h", { interval: "1m", getSignal });
    expect(await countRead(strategyName)).toBe(((TO - FROM) / 240) * VWAP_MINUTES + 7);
    const sentence = "The run read 2 % of the minutes of its period: chart and gaps show those.";
    expect(await Backtest.getReport(SYMBOL, strategyName)).toContain(`**Note:** ${sentence}`);
    expect(await Backtest.getHtml(SYMBOL, strategyName)).toContain(sentence);
  });

  it("without a candle window it is what ticks read", async () => {
    useSettings({ CC_CANDLES_CHUNK: 0 });
    expect(await countRead(await runOver("1h", idleOf("1h")))).toBe(((TO - FROM) / 60) * VWAP_MINUTES);
  });
});
