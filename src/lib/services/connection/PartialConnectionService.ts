import { ClientPartial } from "../../../client/ClientPartial";
import { partialLossSubject, partialProfitSubject } from "../../../config/emitters";
import type { PartialProfitContract } from "../../../contract/Partial.contract";
import type { Awaitable } from "../../../interfaces/Awaitable.interface";
import type { IRunCollector } from "../../../interfaces/Collector.interface";
import type {
  IMilestones,
  IPartial,
  IPartialPersistence,
  PartialCommit,
  PartialSide,
} from "../../../interfaces/Partial.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import { andFinally, andThen } from "../../../utils/awaitable";
import type { AwaitedSubject } from "../../../utils/awaited-subject";
import { createModeKey } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";

/** Emits what a milestone client finds, after the reports have it. */
const createCommit =
  (
    subject: AwaitedSubject<PartialProfitContract>,
    collect: (event: PartialProfitContract) => void,
  ): PartialCommit =>
  (symbol, strategyName, exchangeName, data, currentPrice, level, backtest, timestamp) => {
    const event = { symbol, strategyName, exchangeName, data, currentPrice, level, backtest, timestamp };
    collect(event);
    return subject.isWatched ? subject.emit(Object.freeze(event)) : undefined;
  };

/** Creates, caches and routes to one milestone client per signal and mode, and emits the levels it finds. */
export class PartialConnectionService implements IPartial, IMilestones {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly runCollector = inject<IRunCollector>(TYPES.runCollector);
  public readonly partialPersistence = inject<IPartialPersistence>(TYPES.partialPersistence);

  private readonly commitProfit = createCommit(partialProfitSubject, (event) =>
    this.runCollector.milestone("profit", event),
  );
  private readonly commitLoss = createCommit(partialLossSubject, (event) =>
    this.runCollector.milestone("loss", event),
  );

  /**
   * The client of a signal and mode; created on first use, dropped by `clear`.
   * @param signalId - id of the signal
   * @param backtest - `true` for back-tests, `false` for live
   */
  public readonly getPartial = memoizeClient(
    createModeKey,
    (signalId: string, backtest: boolean) =>
      new ClientPartial({
        signalId,
        backtest,
        logger: this.loggerService,
        persistence: this.partialPersistence,
        isHeard: (side) => this.isHeard(side, backtest),
        onProfit: this.commitProfit,
        onLoss: this.commitLoss,
      }),
  );

  /**
   * Emits the profit levels that are new, each once per signal, in ascending order.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the open position
   * @param currentPrice - VWAP since the entry, quote currency per unit of base; part of the event
   * @param revenuePercent - share of the way from the entry to the take profit, 0–100
   * @param backtest - `true` for back-tests, `false` for live
   * @param when - end of the minute that was looked at
   * @throws what the storage of live milestones throws; then nothing counts as reached
   */
  public async profit(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    revenuePercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    await this.reach("profit", symbol, data, currentPrice, revenuePercent, backtest, when.getTime());
  }

  /**
   * Emits the loss levels that are new, each once per signal, in ascending order.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the open position
   * @param currentPrice - VWAP since the entry, quote currency per unit of base; part of the event
   * @param lossPercent - share of the way from the entry to the stop loss, 0–100; the sign is ignored
   * @param backtest - `true` for back-tests, `false` for live
   * @param when - end of the minute that was looked at
   * @throws as `profit`
   */
  public async loss(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    lossPercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void> {
    await this.reach("loss", symbol, data, currentPrice, lossPercent, backtest, when.getTime());
  }

  /**
   * Whether code of a user may run when a level is reached: a listener, the logger, in live the storage.
   * @param side - profit or loss
   * @param backtest - `true` for back-tests, `false` for live
   */
  public isHeard(side: PartialSide, backtest: boolean): boolean {
    const subject = side === "profit" ? partialProfitSubject : partialLossSubject;
    return !backtest || this.loggerService.isHeard || subject.isWatched;
  }

  /**
   * As `profit` and `loss`, but without a promise where nothing has to be waited for; for a running strategy.
   * @throws as `profit`, at once or in the promise
   */
  public reach(
    side: PartialSide,
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    percent: number,
    backtest: boolean,
    time: number,
  ): Awaitable<void> {
    if (this.loggerService.isHeard) {
      const details = { symbol, data, currentPrice, percent, backtest, when: new Date(time) };
      this.loggerService.log(`partialConnectionService ${side}`, details);
    }
    const partial = this.getPartial(data.id, backtest);
    return andThen(partial.prepare(symbol, data.strategyName), () =>
      partial.reach(side, symbol, data, currentPrice, percent, backtest, time),
    );
  }

  /**
   * Forgets a signal that has ended: its levels, then its client, also when the storage fails.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param data - row of the position that ended
   * @param priceClose - the booked exit, quote currency per unit of base
   * @param backtest - `true` for back-tests, `false` for live
   * @throws what the storage of live milestones throws
   */
  public async clear(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Promise<void> {
    await this.forget(symbol, data, priceClose, backtest);
  }

  /**
   * As `clear`, but without a promise where nothing has to be waited for; for a running strategy.
   * @throws as `clear`, at once or in the promise
   */
  public forget(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Awaitable<void> {
    if (this.loggerService.isHeard) {
      this.loggerService.log("partialConnectionService clear", { symbol, data, priceClose, backtest });
    }
    // Some signals reach no level, and of those a back-test has nothing to forget.
    const known = this.getPartial.find(data.id, backtest);
    if (backtest && known === undefined) {
      return;
    }
    const partial = known ?? this.getPartial(data.id, backtest);
    return andFinally(
      () =>
        andThen(partial.prepare(symbol, data.strategyName), () =>
          partial.forget(symbol, data, priceClose, backtest),
        ),
      () => {
        // The same id may be in use on another pair.
        if (partial.isEmpty) {
          this.getPartial.drop(data.id, backtest);
        }
      },
    );
  }
}
