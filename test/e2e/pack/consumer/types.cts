import { Backtest, TradingError, addStrategy, emitters, lib } from "backtest-connection-kit";
import type { IStrategySchema } from "backtest-connection-kit";

const schema: IStrategySchema = { strategyName: "typed", interval: "1m", getSignal: async () => null };

export const run = async (): Promise<boolean> => {
  addStrategy(schema);
  const iterator = Backtest.run("BTCUSDT", { strategyName: "typed", exchangeName: "e", frameName: "f" });
  const { done } = await iterator.next();
  await lib.strategyConnectionService.clear(true);
  return done === true && emitters.signalEmitter.closed;
};

export const readCode = (error: unknown): string | null =>
  error instanceof TradingError ? error.code : null;
