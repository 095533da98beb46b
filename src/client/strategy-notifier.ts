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
import { toProfitLoss } from "../math/profit-and-loss";
import { notify } from "../utils/notify";
import type { CancelledOutcome, ClosedOutcome, RunningOutcome } from "./signal-machine";
import { transitionTime } from "./signal-machine";

/** Progress of an open position towards its levels, percent. */
export type PositionProgress = Pick<RunningOutcome, "percentTp" | "percentSl">;

/** Turns what happened into results and tells the strategy's callbacks, each in the context of its instant. */
export class StrategyNotifier {
  public constructor(private readonly params: IStrategyParams) {}

  /** Whether anybody among the callbacks sees an idle result. */
  public get watchesIdle(): boolean {
    const { callbacks } = this.params;
    return callbacks?.onTick !== undefined || callbacks?.onIdle !== undefined;
  }

  /** @param now - instant of the tick, ms */
  public tellIdle(currentPrice: number, now: number): IStrategyTickResultIdle {
    const result = Object.freeze({ ...this.describe(), action: "idle", signal: null, currentPrice } as const);
    const { symbol, backtest } = this.params;
    this.call(now, (callbacks) => callbacks.onIdle?.(symbol, currentPrice, backtest));
    this.tellTick(result, now);
    return result;
  }

  /** @param currentPrice - VWAP */
  public tellScheduled(row: ISignalRow, currentPrice: number): IStrategyTickResultScheduled {
    const result = Object.freeze({
      ...this.describe(),
      action: "scheduled",
      signal: row,
      currentPrice,
    } as const);
    const { symbol, backtest } = this.params;
    this.call(row.scheduledAt, (callbacks) => callbacks.onSchedule?.(symbol, row, currentPrice, backtest));
    this.tellTick(result, row.scheduledAt);
    return result;
  }

  public tellOpened(row: ISignalRow): IStrategyTickResultOpened {
    const result = Object.freeze({
      ...this.describe(),
      action: "opened",
      signal: row,
      currentPrice: row.priceOpen,
    } as const);
    const { symbol, backtest } = this.params;
    const when = transitionTime(result, row.pendingAt);
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
    const { percentTp, percentSl } = progress;
    const result = Object.freeze({
      ...this.describe(),
      action: "active",
      signal: row,
      currentPrice,
      percentTp,
      percentSl,
    } as const);
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

  public tellClosed(row: ISignalRow, outcome: ClosedOutcome): IStrategyTickResultClosed {
    const { symbol, backtest } = this.params;
    const result = Object.freeze({
      ...this.describe(),
      action: "closed",
      signal: row,
      currentPrice: outcome.price,
      closeReason: outcome.closeReason,
      closeTimestamp: outcome.time,
      pnl: toProfitLoss(row, outcome.price, this.params.getSettings()),
    } as const);
    const when = transitionTime(result, outcome.time);
    this.call(when, (callbacks) => callbacks.onClose?.(symbol, row, outcome.price, backtest));
    this.call(when, (callbacks) => callbacks.onWrite?.(symbol, null, backtest));
    this.tellTick(result, when);
    return result;
  }

  public tellCancelled(
    row: ISignalRow,
    outcome: CancelledOutcome<IStrategyTickResultCancelled["reason"]>,
  ): IStrategyTickResultCancelled {
    const { symbol, backtest } = this.params;
    const result = Object.freeze({
      ...this.describe(),
      action: "cancelled",
      signal: row,
      currentPrice: outcome.price,
      reason: outcome.reason,
      closeTimestamp: outcome.time,
    } as const);
    const when = transitionTime(result, outcome.time);
    this.call(when, (callbacks) => callbacks.onCancel?.(symbol, row, outcome.price, backtest));
    this.tellTick(result, when);
    return result;
  }

  private tellTick(result: IStrategyTickResult, when: number): void {
    const { symbol, backtest } = this.params;
    this.call(when, (callbacks) => callbacks.onTick?.(symbol, result, backtest));
  }

  private describe(): Pick<IStrategyTickResult, "strategyName" | "exchangeName" | "symbol" | "backtest"> {
    const { strategyName, symbol, backtest, method } = this.params;
    return { strategyName, exchangeName: method.context.exchangeName, symbol, backtest };
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
