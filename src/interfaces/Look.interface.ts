import type { Receiver } from "./Receiver.interface";
import type { StrategyName } from "./Signal.interface";
import type { IStrategyTickResult } from "./Strategy.interface";

/** Who looks at the market, and who gets what comes of it: the same in all ticks of a run. */
export interface IStrategyLook {
  /** Trading pair, such as `"BTCUSDT"`. */
  readonly symbol: string;
  readonly strategyName: StrategyName;
  readonly backtest: boolean;
  /** Whether an idle result is looked at; one that nobody hears of says nothing but that it is idle then. */
  readonly isIdleSeen: boolean;
  /** Gets what has to be waited for. */
  readonly receiver: Receiver<IStrategyTickResult>;
}
