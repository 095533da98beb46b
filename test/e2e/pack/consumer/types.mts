import type { Observable } from "rxjs";
import {
  Backtest,
  TradingError,
  addStrategy,
  emitters,
  getCandles,
  lib,
  listenSignalBacktest,
} from "backtest-connection-kit";
import type { ICandleData, ISignalDto, IStrategySchema, IStrategyTickResult } from "backtest-connection-kit";

const readTrend = async (symbol: string): Promise<number> => {
  const candles: ICandleData[] = await getCandles(symbol, "1h", 2);
  return candles.reduce((sum, { open, close }) => sum + close - open, 0);
};

const schema: IStrategySchema = {
  strategyName: "typed",
  interval: "15m",
  getSignal: async (symbol, when): Promise<ISignalDto | null> =>
    (await readTrend(symbol)) > 0 && when.getUTCHours() > 8
      ? { position: "long", priceTakeProfit: 102, priceStopLoss: 98, minuteEstimatedTime: 60 }
      : null,
};

export const run = async (): Promise<number> => {
  addStrategy(schema);
  const results: IStrategyTickResult[] = [];
  const stopListening: () => void = listenSignalBacktest((result) => {
    results.push(result);
  });
  const events: Observable<IStrategyTickResult> = emitters.signalEmitter;
  const subscription = events.subscribe((result) => results.push(result));
  let total = 0;
  for await (const result of Backtest.run("BTCUSDT", {
    strategyName: "typed",
    exchangeName: "e",
    frameName: "f",
  })) {
    total += result.action === "closed" ? result.pnl.pnlPercentage : 0;
  }
  stopListening();
  subscription.unsubscribe();
  await lib.strategyConnectionService.clear(true);
  return total;
};

export const readCode = (error: unknown): string | null =>
  error instanceof TradingError ? error.code : null;
