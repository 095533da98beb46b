import type { Later, Receiver } from "./Receiver.interface";
import type { Awaitable } from "./Awaitable.interface";
import type { GlobalConfig } from "./Config.interface";
import type { IExecutionContextPort, IMethodContextPort } from "./Context.interface";
import type { ExchangeName, ICandleData, ICandleSeries, IEngineExchange } from "./Exchange.interface";
import type { ILogger } from "./Logger.interface";
import type { IMilestones } from "./Partial.interface";
import type { IStrategyPersistence } from "./Persist.interface";
import type { IReportPair } from "./Report.interface";
import type { IRisk, RiskName } from "./Risk.interface";
import type { IScheduledSignalRow, ISignalDto, ISignalRow, StrategyName } from "./Signal.interface";
import type { IStrategyPnL, StrategyCancelReason, StrategyCloseReason } from "./Outcome.interface";

/** Smallest distance between two calls of `getSignal`. */
export type SignalInterval = "1m" | "3m" | "5m" | "15m" | "30m" | "1h";

interface ITickResultBase {
  /** Name of the strategy. */
  readonly strategyName: StrategyName;
  /** Name of the exchange. */
  readonly exchangeName: ExchangeName;
  /** Trading pair, such as `"BTCUSDT"`. */
  readonly symbol: string;
  /** `true` in a back-test, `false` in live. */
  readonly backtest: boolean;
}

/** Nothing is held and nothing was opened. */
export interface IStrategyTickResultIdle extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "idle";
  /** There is none. */
  readonly signal: null;
  /** VWAP; without one the last close before it, quote currency per unit of base. */
  readonly currentPrice: number;
}

/** A limit order was created. */
export interface IStrategyTickResultScheduled extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "scheduled";
  /** The waiting order. */
  readonly signal: IScheduledSignalRow;
  /** VWAP, quote currency per unit of base. */
  readonly currentPrice: number;
}

/** A position was opened. */
export interface IStrategyTickResultOpened extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "opened";
  /** The open position. */
  readonly signal: ISignalRow;
  /** The booked entry, quote currency per unit of base. */
  readonly currentPrice: number;
}

/** A position is open, or a limit order waits (`signal._isScheduled`). */
export interface IStrategyTickResultActive extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "active";
  /** The open position or the waiting order. */
  readonly signal: ISignalRow;
  /** VWAP; without one the last close before it, quote currency per unit of base. */
  readonly currentPrice: number;
  /** Share of the way from the entry to the take profit, 0–100; 0 while waiting. */
  readonly percentTp: number;
  /** Share of the way from the entry to the stop loss, 0–100; 0 while waiting. */
  readonly percentSl: number;
}

/** A position was closed. */
export interface IStrategyTickResultClosed extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "closed";
  /** The position that ended. */
  readonly signal: ISignalRow;
  /** The booked exit, quote currency per unit of base. */
  readonly currentPrice: number;
  /** Which level it reached, or that its time was over. */
  readonly closeReason: StrategyCloseReason;
  /** Open of the closing candle, or the instant of expiry, ms. */
  readonly closeTimestamp: number;
  /** What it earned. */
  readonly pnl: IStrategyPnL;
}

/** A limit order ended without a position. */
export interface IStrategyTickResultCancelled extends ITickResultBase {
  /** Tells the kinds of results apart. */
  readonly action: "cancelled";
  /** The order that ended. */
  readonly signal: IScheduledSignalRow;
  /** VWAP; without one the last close before it, quote currency per unit of base. */
  readonly currentPrice: number;
  /** Why it ended. */
  readonly reason: StrategyCancelReason;
  /** Open of the candle that ended it, or the instant, ms. */
  readonly closeTimestamp: number;
}

/** What one tick found. */
export type IStrategyTickResult =
  | IStrategyTickResultIdle
  | IStrategyTickResultScheduled
  | IStrategyTickResultOpened
  | IStrategyTickResultActive
  | IStrategyTickResultClosed
  | IStrategyTickResultCancelled;

/** How a walk over the candles after a signal ended. */
export type IStrategyBacktestResult = IStrategyTickResultClosed | IStrategyTickResultCancelled;

/** What a live run yields: everything that changed what is open or waiting. */
export type IStrategyLiveResult =
  IStrategyTickResultOpened | IStrategyTickResultClosed | IStrategyTickResultCancelled;

/** Callbacks of a strategy; called in order inside the context of their instant, not awaited. */
export interface IStrategyCallbacks {
  /** Last step of every tick and of every result of a walk, right before its event. */
  onTick(symbol: string, result: IStrategyTickResult, backtest: boolean): void | Promise<void>;
  /** A position was opened. */
  onOpen(symbol: string, data: ISignalRow, currentPrice: number, backtest: boolean): void | Promise<void>;
  /** A stored position was found at a live start; stands for an `onOpen` that a crash may have cut off. */
  onActive(symbol: string, data: ISignalRow, currentPrice: number, backtest: boolean): void | Promise<void>;
  /** Nothing is held and nothing was opened. */
  onIdle(symbol: string, currentPrice: number, backtest: boolean): void | Promise<void>;
  /** A position was closed. */
  onClose(symbol: string, data: ISignalRow, priceClose: number, backtest: boolean): void | Promise<void>;
  /** A limit order was created, or found at a live start. */
  onSchedule(
    symbol: string,
    data: IScheduledSignalRow,
    currentPrice: number,
    backtest: boolean,
  ): void | Promise<void>;
  /** A limit order ended without a position. */
  onCancel(
    symbol: string,
    data: IScheduledSignalRow,
    currentPrice: number,
    backtest: boolean,
  ): void | Promise<void>;
  /** The open position changed: its row, or `null` once closed. */
  onWrite(symbol: string, data: ISignalRow | null, backtest: boolean): void | Promise<void>;
  /**
   * Each minute whose running price is on the profit side; percent of the way to the take profit. Called again and again:
   * place orders from `listenPartialProfit`, which tells of each level once.
   */
  onPartialProfit(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    revenuePercent: number,
    backtest: boolean,
  ): void | Promise<void>;
  /**
   * Each minute whose running price is on the loss side; percent of the way to the stop loss, positive. Called again and
   * again: place orders from `listenPartialLoss`, which tells of each level once.
   */
  onPartialLoss(
    symbol: string,
    data: ISignalRow,
    currentPrice: number,
    lossPercent: number,
    backtest: boolean,
  ): void | Promise<void>;
}

/** A strategy as users register it with `addStrategy`. */
export interface IStrategySchema {
  /** Unique name. */
  strategyName: StrategyName;
  /** Documentation only. */
  note?: string;
  /** Smallest distance between two calls of `getSignal`. */
  interval: SignalInterval;
  /**
   * Where signals come from; `null` means none now. Runs inside the contexts of the tick. One that declares a third
   * parameter gets an `AbortSignal` that fires when the time limit is over.
   */
  getSignal(symbol: string, when: Date, signal?: AbortSignal): Promise<ISignalDto | null>;
  /** Told of what happens to its signals; all optional. */
  callbacks?: Partial<IStrategyCallbacks>;
  /** One risk profile. */
  riskName?: RiskName;
  /** More risk profiles; all must allow. */
  riskList?: RiskName[];
}

/** Where a strategy stands, for the loop that drives it. */
export interface IStrategyOutlook {
  /** The open position or the waiting order. */
  readonly held: ISignalRow | null;
  /** Open of the next minute the held signal needs, ms. */
  readonly nextMinute: number | null;
  readonly isStopped: boolean;
  /** Before this time a tick would find nothing to do, ms. */
  readonly quietUntil: number;
  /** Whether anybody, a callback or a listener, would hear of an idle result of a back-test. */
  readonly hearsIdle: boolean;
}

/** The strategy client as the connection service uses it. */
export interface IStrategy {
  /** Initialises the client once; a failed initialisation is tried again by the next call. */
  waitForInit(): Promise<void>;
  /** Whether the initialisation lies behind it. */
  readonly isReady: boolean;
  /** Where it stands; what it says changes with the client. */
  getOutlook(): IStrategyOutlook;
  /**
   * Everybody has heard of the last transition: what was kept for telling it again is erased; live only.
   * @throws what the store throws; the next tick tries again, and opens nothing before it is done
   */
  confirm(): Promise<void>;
  /**
   * It is cleared, and opens nothing any more. A back-test gives back what it holds in risk profiles and milestone trackers;
   * what a live strategy holds stays stored.
   * @throws what the store throws, in live
   */
  release(): Promise<void>;
  tick(symbol: string, strategyName: StrategyName): Promise<IStrategyTickResult>;
  /**
   * A tick without a promise: its result comes at once where nothing has to be waited for, else to a receiver.
   * @param next - goes on with the result, when the next tick may begin
   * @param isIdleSeen - whether an idle result is looked at; if not, and nobody else hears of it, it may come as `UNSEEN_IDLE`
   * @param receiver - gets what `next` makes of a result that has to be waited for
   */
  look<Result>(
    next: (result: IStrategyTickResult) => Awaitable<Result>,
    isIdleSeen: boolean,
    receiver: Receiver<Result>,
  ): Awaitable<Result | Later>;
  /**
   * A tick of a back-test that can find nothing but an idle result, of minutes that are at hand and told of nobody but the reports.
   * It starts nothing and runs no code of the user.
   * @returns `null`, with nothing done, where it takes a whole tick
   */
  lookQuietly(): IStrategyTickResultIdle | null;
  backtest(
    symbol: string,
    strategyName: StrategyName,
    candles: readonly ICandleData[],
  ): Promise<IStrategyBacktestResult>;
  /**
   * As `backtest`, but the candles come as numbers, in order, and the result without a promise where nothing has to be waited for.
   * @param next - goes on with the result, when the next step may begin
   */
  follow<Result>(
    candles: ICandleSeries,
    next: (result: IStrategyBacktestResult) => Awaitable<Result>,
  ): Awaitable<Result>;
  /**
   * Like `backtest`, but only through the minutes that end by `until` (ms), which may have no candle at all.
   * @returns how it ended, or `null` while it is still held
   */
  advance(
    symbol: string,
    strategyName: StrategyName,
    candles: readonly ICandleData[],
    until: number,
  ): Promise<IStrategyBacktestResult | null>;
  getPendingSignal(symbol: string, strategyName: StrategyName): Promise<ISignalRow | null>;
  getStopped(symbol: string, strategyName: StrategyName): Promise<boolean>;
  stop(symbol: string, strategyName: StrategyName, backtest: boolean): Promise<void>;
}

/** What an open position is worth at one instant. */
export interface IPositionMark {
  /** ms */
  readonly time: number;
  /** Quote currency per unit of base. */
  readonly price: number;
  readonly signal: ISignalRow;
}

/** Reports, as a strategy serves them. */
export interface IResultCollector {
  /**
   * Something was found; called right before the callbacks of the strategy.
   * @param when - its instant, ms
   */
  result(result: IStrategyTickResult, when: number): void;
  /** A position is open at a UTC midnight. */
  mark(pair: IReportPair, mark: IPositionMark): void;
  /** A call of `getSignal` has ended; `failure` is `null` when it gave an answer that could be used, or none. */
  signalCall(pair: IReportPair, failure: { readonly error: unknown } | null): void;
}

/** Constructor parameters of `ClientStrategy`. */
export interface IStrategyParams extends Omit<
  IStrategySchema,
  "note" | "callbacks" | "riskName" | "riskList"
> {
  readonly symbol: string;
  readonly backtest: boolean;
  readonly callbacks: Partial<IStrategyCallbacks> | undefined;
  readonly logger: ILogger;
  readonly execution: IExecutionContextPort;
  readonly method: IMethodContextPort;
  readonly exchange: IEngineExchange;
  /** Looked up at each use, so that a cleared profile is never used on. */
  readonly risk: IRisk;
  readonly partial: IMilestones;
  /** Never used in a back-test. */
  readonly persistence: IStrategyPersistence;
  readonly getSettings: () => Readonly<GlobalConfig>;
  readonly collector: IResultCollector;
  /** Whether anybody listens to idle results. */
  readonly hearsIdle: () => boolean;
  /** Emits a transition that happens inside a walk. */
  readonly onTransition: (result: IStrategyTickResult) => Awaitable<void>;
  /** Reports what must not fail the tick: a throwing callback, a failed signal. */
  readonly reportError: (error: unknown) => Promise<void>;
}
