import type { DoneContract } from "../contract/Done.contract";
import type { ExchangeName } from "../interfaces/Exchange.interface";
import type { StrategyName } from "../interfaces/Signal.interface";
import { lib } from "../lib/index";
import type { RunMode } from "./RunInstance";

/** Names a run of a strategy works under. */
interface StrategyContext {
  readonly strategyName: StrategyName;
  readonly exchangeName: ExchangeName;
}

/**
 * What runs of strategies have in common in both modes.
 * @param backtest - the mode
 */
export const createStrategyRunMode = <Context extends StrategyContext>(
  backtest: boolean,
): Pick<RunMode<Context, unknown>, "requireFree" | "letRead" | "stop" | "describeEnd"> => ({
  requireFree: (symbol, strategyName) => {
    lib.runRegistryService.requireFree(symbol, strategyName, backtest);
  },
  letRead: (symbol, strategyName, until) => {
    lib.runRegistryService.letRead(symbol, strategyName, backtest, until);
  },
  // A run that has not begun learns of the stop when it does, and one that is over has no client any more.
  stop: async (symbol, strategyName) => {
    if (lib.runRegistryService.isTaken(symbol, strategyName, backtest)) {
      await lib.strategyGlobalService.stop(backtest, { symbol, strategyName });
    }
  },
  describeEnd: (symbol, { strategyName, exchangeName }): DoneContract => ({
    exchangeName,
    strategyName,
    backtest,
    symbol,
  }),
});
