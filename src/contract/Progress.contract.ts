/** How far a back-test is. */
export interface ProgressBacktestContract {
  exchangeName: string;
  strategyName: string;
  symbol: string;
  totalFrames: number;
  processedFrames: number;
  /** 0–1; the first event is 0, the last exactly 1. */
  progress: number;
}

/** How far a walker is. */
export interface ProgressWalkerContract {
  walkerName: string;
  exchangeName: string;
  frameName: string;
  symbol: string;
  totalStrategies: number;
  processedStrategies: number;
  /** 0–1. */
  progress: number;
}

/** How far an optimizer is. */
export interface ProgressOptimizerContract {
  optimizerName: string;
  symbol: string;
  totalSources: number;
  processedSources: number;
  /** 0–1. */
  progress: number;
}
