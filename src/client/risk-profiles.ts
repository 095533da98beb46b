import type { Awaitable } from "../interfaces/Awaitable.interface";
import type { IRiskCheckArgs } from "../interfaces/Risk.interface";
import type { ISignalRow } from "../interfaces/Signal.interface";
import type { IStrategyParams } from "../interfaces/Strategy.interface";
import { andThen } from "../utils/awaitable";
import { afterCallbacks } from "../utils/notify";
import type { SignalApproval } from "./approved-signal";
import { ApprovedSignal } from "./approved-signal";
import { NOOP_RISK } from "./noop-risk";
import type { HeldState } from "./signal-machine";

/** The risk profiles of a strategy as its signals meet them, each question at its instant. */
export class RiskProfiles {
  public constructor(private readonly params: IStrategyParams) {}

  /**
   * Whether a limit order may wait. It takes no place.
   * @param averagePrice - VWAP of its minute
   */
  public allowsOrder(row: ISignalRow, averagePrice: number): Awaitable<boolean> {
    const { risk } = this.params;
    const args = this.describeCheck(row, averagePrice, row.scheduledAt);
    return andThen(
      this.runAt(row.scheduledAt, () => risk.checkSignal(args)),
      afterCallbacks,
    );
  }

  /**
   * Asks for a place.
   * @param judged - the row as it stands before it opens
   * @param row - the row that opens
   * @param when - instant of the question, ms
   */
  public requestPlace(judged: ISignalRow, row: ISignalRow, when: number): Awaitable<SignalApproval> {
    const { risk } = this.params;
    const args = this.describeCheck(judged, row.priceOpen, when);
    const ask = (): Awaitable<SignalApproval> => ApprovedSignal.request(risk, args, row);
    return andThen(
      // Without a profile nobody is asked who could see what time it is.
      risk === NOOP_RISK ? ask() : this.runAt(when, ask),
      afterCallbacks,
    );
  }

  /** Gives back whatever the strategy holds. */
  public leave(): Awaitable<void> {
    const { risk, symbol, strategyName } = this.params;
    return risk.removeSignal(symbol, { strategyName });
  }

  /** A position that was taken up from disk has its place, and without one no place is left over from a crash. */
  public async reconcile(held: HeldState | null): Promise<void> {
    if (held?.kind !== "pending") {
      await this.leave();
      return;
    }
    const { risk, symbol } = this.params;
    const { strategyName, exchangeName } = held.row;
    await risk.addSignal(symbol, { strategyName, exchangeName, signal: held.row });
  }

  private runAt<T>(when: number, ask: () => Awaitable<T>): Awaitable<T> {
    const { execution, symbol, backtest } = this.params;
    return execution.runInContext(ask, { symbol, when: new Date(when), backtest });
  }

  private describeCheck(row: ISignalRow, currentPrice: number, timestamp: number): IRiskCheckArgs {
    const { symbol, strategyName, exchangeName } = row;
    return { symbol, pendingSignal: row, strategyName, exchangeName, currentPrice, timestamp };
  }
}
