import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import type { IStrategyBacktestResult } from "../../../interfaces/Strategy.interface";
import type { StopRequestQuery } from "./stop-request-query";

/** What back-tests that are to be compared have in common. They read their candles once, and keep them as long as it lives. */
export interface IBacktestBond {
  readonly settings: Readonly<GlobalConfig>;
}

/** The loop of a back-test, as a walker uses it. */
export interface IBacktestLoop {
  /**
   * Yields closed and cancelled results as they happen. Nothing is done before the first `next()`; leaving early frees
   * everything.
   * @param isStopRequested - a stop that was asked for before the run began
   * @param bond - what it shares with other runs
   * @throws RunError `RUN_ALREADY_ACTIVE` from the first `next()`; what the frame throws
   */
  run(
    symbol: string,
    context: IMethodContext,
    isStopRequested: StopRequestQuery,
    bond?: IBacktestBond,
  ): AsyncGenerator<IStrategyBacktestResult, void, undefined>;
}
