/** How far a back-test is. */
export interface ProgressBacktestContract {
  /** Name of the exchange. */
  exchangeName: string;
  /** Name of the strategy. */
  strategyName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Ticks of the frame. */
  totalFrames: number;
  /** Ticks that lie behind the run, those it has passed without looking included. */
  processedFrames: number;
  /** 0–1; the first event is 0, the last exactly 1. */
  progress: number;
}

/** How far a walker is. */
export interface ProgressWalkerContract {
  /** Name of the walker. */
  walkerName: string;
  /** Name of the exchange. */
  exchangeName: string;
  /** Name of the frame. */
  frameName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Strategies of the walker. */
  totalStrategies: number;
  /** Strategies it has finished. */
  processedStrategies: number;
  /** 0–1. */
  progress: number;
}

/** How far an optimizer is. */
export interface ProgressOptimizerContract {
  /** Name of the optimizer. */
  optimizerName: string;
  /** Trading pair, such as `"BTCUSDT"`. */
  symbol: string;
  /** Sources times periods. */
  totalSources: number;
  /** How many of them have made a strategy. */
  processedSources: number;
  /** 0–1. */
  progress: number;
  /** The last event of a call is `"done"`, or `"failed"` when a source did not make it to a strategy. */
  status: "running" | "done" | "failed";
}
