import { join } from "node:path";
import { expect, it } from "vitest";
import { readCandleFile } from "../../docs/examples/candle-file";
import { backtestCandles } from "../../docs/examples/run-backtest";
import type { BacktestCandlesResult } from "../../docs/examples/run-backtest";
import { listenError } from "../../src/index";
import type { IStrategyBacktestResult } from "../../src/index";
import { describeWithCandleData } from "../support/candle-data";
import { CANDLE_SYMBOLS } from "../support/candle-files";
import type { CandleSymbol } from "../support/candle-files";
import { replayNaively } from "../support/naive-replay";

/** Several runs over 30 days of minutes each. */
const TIME_LIMIT_MS = 180_000;

const time = (timestamp: number): string => new Date(timestamp).toISOString().slice(0, 16);

/** One line per result with everything that counts, and no generated id. */
const describeResult = (result: IStrategyBacktestResult): string => {
  const { signal, closeTimestamp, currentPrice } = result;
  const order = [
    signal.position,
    signal.entry,
    time(signal.scheduledAt),
    time(signal.pendingAt),
    `open ${signal.priceOpen}`,
    `tp ${signal.priceTakeProfit}`,
    `sl ${signal.priceStopLoss}`,
    `life ${signal.minuteEstimatedTime}`,
  ];
  const end =
    result.action === "closed"
      ? [result.closeReason, time(closeTimestamp), `at ${currentPrice}`, `pnl ${result.pnl.pnlPercentage}`]
      : [`cancelled ${result.reason}`, time(closeTimestamp), `at ${currentPrice}`];
  return [...order, "->", ...end].join(" ");
};

const describeRun = (symbol: string, run: BacktestCandlesResult): string => {
  const results: IStrategyBacktestResult[] = [...run.closed, ...run.cancelled];
  const lines = results.toSorted((a, b) => a.signal.scheduledAt - b.signal.scheduledAt).map(describeResult);
  return [
    `${symbol} ${time(run.startTimestamp)} to ${time(run.endTimestamp)}, ${run.refusedSignals} refused`,
    ...lines,
    "",
  ].join("\n");
};

const runSymbol = async (folder: string, symbol: CandleSymbol): Promise<string> => {
  const candles = await readCandleFile(join(folder, `${symbol}-1m.csv`));
  return describeRun(symbol, await backtestCandles({ candles, symbol }));
};

describeWithCandleData("the example strategy on recorded candles", (folder) => {
  const single = new Map<CandleSymbol, string>();

  it.each(CANDLE_SYMBOLS)(
    "%s: every trade is pinned: times, prices, reasons, PnL; no error on the way",
    async (symbol) => {
      const errors: unknown[] = [];
      const stop = listenError((error) => void errors.push(error));
      const trades = await runSymbol(folder, symbol);
      stop();
      single.set(symbol, trades);
      expect(errors).toEqual([]);
      expect(trades.split("\n").length).toBeGreaterThan(20);
      await expect(trades).toMatchFileSnapshot(`golden/${symbol}.txt`);
    },
    TIME_LIMIT_MS,
  );

  it.each(CANDLE_SYMBOLS)(
    "%s: every end is what a naive loop over the candles finds",
    async (symbol) => {
      const candles = await readCandleFile(join(folder, `${symbol}-1m.csv`));
      const byTime = new Map(candles.map((candle) => [candle.timestamp, candle]));
      const { closed, cancelled } = await backtestCandles({ candles, symbol });
      for (const result of [...closed, ...cancelled]) {
        const { signal } = result;
        const wasResting = result.action === "cancelled" || signal.entry === "limit";
        const end = replayNaively(signal, wasResting, byTime);
        expect(end).toEqual({
          action: result.action,
          reason: result.action === "closed" ? result.closeReason : result.reason,
          time: result.closeTimestamp,
          price: result.currentPrice,
          pendingAt: signal.pendingAt,
        });
      }
      expect(closed.length).toBeGreaterThan(10);
    },
    TIME_LIMIT_MS,
  );

  it(
    "a second run gives the same bytes",
    async () => {
      expect(await runSymbol(folder, "ETHUSDT")).toBe(single.get("ETHUSDT"));
    },
    TIME_LIMIT_MS,
  );

  it(
    "all three symbols in parallel give the same trades as one after the other",
    async () => {
      const parallel = await Promise.all(CANDLE_SYMBOLS.map((symbol) => runSymbol(folder, symbol)));
      expect(parallel).toEqual(CANDLE_SYMBOLS.map((symbol) => single.get(symbol)));
    },
    TIME_LIMIT_MS,
  );
});
