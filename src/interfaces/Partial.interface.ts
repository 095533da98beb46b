import type { Awaitable } from "./Awaitable.interface";
import type { ExchangeName } from "./Exchange.interface";
import type { ILogger } from "./Logger.interface";
import type { ISignalRow, StrategyName } from "./Signal.interface";

/** Share of the way from the entry to take profit or stop loss, percent. */
export type PartialLevel = 10 | 20 | 30 | 40 | 50 | 60 | 70 | 80 | 90 | 100;

/** Levels a signal has reached, as they are stored. */
export interface IPartialData {
  /** Reached on the way to the take profit, ascending. */
  profitLevels: PartialLevel[];
  /** Reached on the way to the stop loss, ascending. */
  lossLevels: PartialLevel[];
}

/** Emits one reached level. */
export type PartialCommit = (
  symbol: string,
  strategyName: StrategyName,
  exchangeName: ExchangeName,
  data: ISignalRow,
  currentPrice: number,
  level: PartialLevel,
  backtest: boolean,
  timestamp: number,
) => Awaitable<void>;

/** A side of the entry: on the way to the take profit, or to the stop loss. */
export type PartialSide = "profit" | "loss";

/** What a running strategy needs of milestones. */
export interface IMilestones {
  /** Whether code of a user may run when a level is reached, which then has to run at the instant of the minute. */
  isHeard(side: PartialSide, backtest: boolean): boolean;
  /**
   * Emits the levels of a side that are new; without a promise where nothing has to be waited for.
   * @param percent - share of the way to the take profit or the stop loss
   * @param time - end of the minute that was looked at, ms
   */
  reach(
    side: PartialSide,
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    percent: number,
    backtest: boolean,
    time: number,
  ): Awaitable<void>;
  /** Forgets the signal; without a promise where nothing has to be waited for. */
  forget(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Awaitable<void>;
}

/** Milestones of signals: each level once per signal and side, ascending. */
export interface IPartial {
  /**
   * @param revenuePercent - share of the way to the take profit, percent
   * @param when - end of the minute that was looked at
   */
  profit(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    revenuePercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void>;
  /**
   * @param lossPercent - share of the way to the stop loss, percent; the sign is ignored
   * @param when - end of the minute that was looked at
   */
  loss(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    lossPercent: number,
    backtest: boolean,
    when: Date,
  ): Promise<void>;
  /** Forgets the signal. */
  clear(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): Promise<void>;
}

/** Stores the reached levels of live signals. */
export interface IPartialPersistence {
  read(symbol: string, strategyName: StrategyName): Promise<Readonly<Record<string, IPartialData>>>;
  write(
    data: Readonly<Record<string, IPartialData>>,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<void>;
}

/** Constructor parameters of `ClientPartial`. */
export interface IPartialParams {
  readonly signalId: string;
  readonly backtest: boolean;
  readonly logger: ILogger;
  /** Never used in a back-test. */
  readonly persistence: IPartialPersistence;
  /** Whether code of a user may run when a level is emitted; where none can, nothing has to be waited for in a back-test. */
  readonly isHeard: (side: PartialSide) => boolean;
  readonly onProfit: PartialCommit;
  readonly onLoss: PartialCommit;
}
