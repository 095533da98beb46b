import type { ISignalRow } from "../interfaces/Signal.interface";
import type {
  IStrategyCallbacks,
  IStrategyParams,
  IStrategyTickResult,
  IStrategyTickResultActive,
  IStrategyTickResultCancelled,
  IStrategyTickResultClosed,
  IStrategyTickResultIdle,
  IStrategyTickResultOpened,
  IStrategyTickResultScheduled,
} from "../interfaces/Strategy.interface";
import { notify } from "../utils/notify";
import type { RunningOutcome } from "./signal-machine";
import { transitionTime } from "./signal-machine";

/** Progress of an open position towards its levels, percent. */
export type PositionProgress = Pick<RunningOutcome, "percentTp" | "percentSl">;

/** How a position ended. */
type ClosedEnd = Pick<IStrategyTickResultClosed, "currentPrice" | "closeReason" | "closeTimestamp" | "pnl">;

/** How a waiting order ended. */
type CancelledEnd = Pick<IStrategyTickResultCancelled, "currentPrice" | "reason" | "closeTimestamp">;

/** In place of an idle result nobody hears of, which would cost more than most ticks. It says nothing but that it is one. */
export const UNSEEN_IDLE: IStrategyTickResultIdle = Object.freeze({
  strategyName: "",
  exchangeName: "",
  symbol: "",
  backtest: true,
  action: "idle",
  signal: null,
  currentPrice: NaN,
});

/**
 * Turns what happened into results and tells the strategy's callbacks, each in the context of its instant. Results name their
 * fields one by one: spreading what they share into each would take the runtime longer than all the rest.
 */
export class StrategyNotifier {
  public constructor(private readonly params: IStrategyParams) {}

  /** Whether anybody hears of an idle result of a back-test. */
  public get hearsIdle(): boolean {
    return this.watchesIdle || this.params.hearsIdle();
  }

  /** Whether anybody among the callbacks sees an idle result. */
  public get watchesIdle(): boolean {
    const { callbacks } = this.params;
    return callbacks?.onTick !== undefined || callbacks?.onIdle !== undefined;
  }

  /** @param now - instant of the tick, ms */
  public tellIdle(currentPrice: number, now: number): IStrategyTickResultIdle {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const result: IStrategyTickResultIdle = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "idle",
      signal: null,
      currentPrice,
    });
    this.params.collector.result(result, now);
    if (this.watchesIdle) {
      this.call(now, (callbacks) => callbacks.onIdle?.(symbol, currentPrice, backtest));
      this.tellTick(result, now);
    }
    return result;
  }

  /** @param currentPrice - VWAP */
  public tellScheduled(row: ISignalRow, currentPrice: number): IStrategyTickResultScheduled {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const result = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "scheduled",
      signal: row,
      currentPrice,
    } as const);
    this.params.collector.result(result, row.scheduledAt);
    this.call(row.scheduledAt, (callbacks) => callbacks.onSchedule?.(symbol, row, currentPrice, backtest));
    this.tellTick(result, row.scheduledAt);
    return result;
  }

  public tellOpened(row: ISignalRow): IStrategyTickResultOpened {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const result = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "opened",
      signal: row,
      currentPrice: row.priceOpen,
    } as const);
    const when = transitionTime(result, row.pendingAt);
    this.params.collector.result(result, when);
    this.call(when, (callbacks) => callbacks.onWrite?.(symbol, row, backtest));
    this.call(when, (callbacks) => callbacks.onOpen?.(symbol, row, row.priceOpen, backtest));
    this.tellTick(result, when);
    return result;
  }

  /** @param when - end of the newest minute, ms */
  public tellActive(
    row: ISignalRow,
    currentPrice: number,
    progress: PositionProgress,
    when: number,
  ): IStrategyTickResultActive {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const { percentTp, percentSl } = progress;
    const result = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "active",
      signal: row,
      currentPrice,
      percentTp,
      percentSl,
    } as const);
    this.params.collector.result(result, when);
    this.tellTick(result, when);
    return result;
  }

  /** The minute's progress of an open position: called for each minute with a running price beside the entry. */
  public tellProgress(row: ISignalRow, outcome: RunningOutcome, when: number): void {
    const { symbol, backtest } = this.params;
    const { runningPrice, percentTp, percentSl } = outcome;
    if (runningPrice === null) {
      return;
    }
    if (percentTp > 0) {
      this.call(when, (callbacks) =>
        callbacks.onPartialProfit?.(symbol, row, runningPrice, percentTp, backtest),
      );
    } else if (percentSl > 0) {
      this.call(when, (callbacks) =>
        callbacks.onPartialLoss?.(symbol, row, runningPrice, percentSl, backtest),
      );
    }
  }

  public tellClosed(row: ISignalRow, end: ClosedEnd): IStrategyTickResultClosed {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const { currentPrice, closeReason, closeTimestamp, pnl } = end;
    const result = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "closed",
      signal: row,
      currentPrice,
      closeReason,
      closeTimestamp,
      pnl,
    } as const);
    const when = transitionTime(result, closeTimestamp);
    this.params.collector.result(result, when);
    this.call(when, (callbacks) => callbacks.onClose?.(symbol, row, currentPrice, backtest));
    this.call(when, (callbacks) => callbacks.onWrite?.(symbol, null, backtest));
    this.tellTick(result, when);
    return result;
  }

  public tellCancelled(row: ISignalRow, end: CancelledEnd): IStrategyTickResultCancelled {
    const { strategyName, symbol, backtest } = this.params;
    const { exchangeName } = this;
    const { currentPrice, reason, closeTimestamp } = end;
    const result = Object.freeze({
      strategyName,
      exchangeName,
      symbol,
      backtest,
      action: "cancelled",
      signal: row,
      currentPrice,
      reason,
      closeTimestamp,
    } as const);
    const when = transitionTime(result, closeTimestamp);
    this.params.collector.result(result, when);
    this.call(when, (callbacks) => callbacks.onCancel?.(symbol, row, currentPrice, backtest));
    this.tellTick(result, when);
    return result;
  }

  /**
   * What a live start found stored.
   * @param currentPrice - VWAP at the start
   * @param when - minute of the start, ms
   */
  public tellRestored(row: ISignalRow, currentPrice: number, when: number): void {
    const { symbol, backtest } = this.params;
    this.call(when, (callbacks) =>
      row._isScheduled
        ? callbacks.onSchedule?.(symbol, row, currentPrice, backtest)
        : callbacks.onActive?.(symbol, row, currentPrice, backtest),
    );
  }

  private tellTick(result: IStrategyTickResult, when: number): void {
    const { symbol, backtest } = this.params;
    this.call(when, (callbacks) => callbacks.onTick?.(symbol, result, backtest));
  }

  private get exchangeName(): string {
    return this.params.method.context.exchangeName;
  }

  private call(when: number, invoke: (callbacks: Partial<IStrategyCallbacks>) => unknown): void {
    const { callbacks, execution, symbol, backtest, reportError } = this.params;
    if (callbacks === undefined) {
      return;
    }
    notify(
      () => execution.runUserCode(() => invoke(callbacks), { symbol, when: new Date(when), backtest }),
      reportError,
    );
  }
}
