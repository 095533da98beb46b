import type { Awaitable } from "./Awaitable.interface";
import type { GlobalConfig } from "./Config.interface";
import type { IExecutionContextPort, IMethodContextPort } from "./Context.interface";
import type { ILogger } from "./Logger.interface";
import type { IMissingMinutes, IReportPair } from "./Report.interface";

/** Length of a candle. */
export type CandleInterval = "1m" | "3m" | "5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "6h" | "8h";

/** Name of a registered exchange. */
export type ExchangeName = string;

/** One candle. Prices are quote currency per unit of base, the volume is in units of base. */
export interface ICandleData {
  /** Open time, UTC milliseconds since the epoch. A candle of interval S is closed at `timestamp + S`. */
  timestamp: number;
  /** Price of the first trade. */
  open: number;
  /** Highest price. */
  high: number;
  /** Lowest price. */
  low: number;
  /** Price of the last trade. */
  close: number;
  /** Traded amount; 0 is allowed. */
  volume: number;
}

/** Callbacks of an exchange; called in order, not awaited. What they throw goes to `listenError`. */
export interface IExchangeCallbacks {
  /** What a read served: the asked start and count, and the candles found. */
  onCandleData(
    symbol: string,
    interval: CandleInterval,
    since: Date,
    limit: number,
    data: ICandleData[],
  ): void | Promise<void>;
}

/** An exchange as users register it with `addExchange`. */
export interface IExchangeSchema {
  /** Unique name. */
  exchangeName: ExchangeName;
  /** Documentation only. */
  note?: string;
  /**
   * Returns candles that open in `[since, since + limit · interval)`, oldest first. The answer is not trusted:
   * candles outside of the range are dropped, order is restored, duplicates are merged. An adapter that declares a fifth
   * parameter gets an `AbortSignal` that fires when its time is over.
   */
  getCandles(
    symbol: string,
    interval: CandleInterval,
    since: Date,
    limit: number,
    signal?: AbortSignal,
  ): Promise<ICandleData[]>;
  /** How long one call of `getCandles` may take, milliseconds; by default a minute. A longer one is a failed try. */
  timeoutMs?: number;
  /** Writes a quantity the way the exchange wants it. */
  formatQuantity(symbol: string, quantity: number): Promise<string>;
  /** Writes a price the way the exchange wants it. */
  formatPrice(symbol: string, price: number): Promise<string>;
  /** Told of what was read; all optional. */
  callbacks?: Partial<IExchangeCallbacks>;
}

/** A candle that shows one after the other. */
export type IShownCandle = { -readonly [Field in keyof ICandleData]: ICandleData[Field] };

/** The price over a run, drawn as its candles come. */
export interface IPriceOutline {
  /**
   * Takes in one-minute candles as numbers.
   * @param numbers - of many candles, six each: open time (ms), open, high, low, close, volume
   * @param first - index of the first candle
   * @param count - candles
   */
  add(numbers: Float64Array, first: number, count: number): void;
}

/** Where somebody stands who goes through a series minute by minute. */
export interface IMinuteCursor {
  /** Open of the minute looked at, ms. */
  openTime: number;
  /** Index of the first candle of its window. */
  start: number;
  /** Index after the last candle that is not later than the minute. */
  end: number;
}

/** What a minute must stay within for nothing to happen in it. */
export interface IQuietBand {
  /** A candle that trades at or below this price is not quiet. */
  readonly lowest: number;
  /** A candle that trades at or above this price is not quiet. */
  readonly highest: number;
  /** A minute with a running VWAP at or below this price is not quiet. */
  readonly lowestAverage: number;
  /** A minute with a running VWAP at or above this price is not quiet. */
  readonly highestAverage: number;
  /** The running VWAP is that of the candles of the window that open at or after this time, ms. */
  readonly averageSince: number;
  /** Only minutes that end before this time are quiet, ms. */
  readonly until: number;
}

/** Candles one after the other, ascending, as plain numbers: the engine makes no object for each. Beyond the ends is no number. */
export interface ICandleSeries {
  /** Candles. */
  readonly length: number;
  /** Open of a candle, ms. */
  timeAt(index: number): number;
  closeAt(index: number): number;
  /** Index of the first candle that opens at or after `time` (ms), searched from an index near it; the length when there is none. */
  seek(near: number, time: number): number;
  /** Makes an object show a candle. */
  show(index: number, shown: IShownCandle): void;
  /** VWAP of the candles from index `start` up to index `end`, without it; `null` for none. */
  averagePrice(start: number, end: number): number | null;
  /** Adds the candles to an outline of the price. */
  drawOn(outline: IPriceOutline): void;
  /**
   * Moves a cursor on over quiet minutes, to the last one before a minute that is not quiet. A minute without a candle is a gap,
   * in which only the average counts.
   * @param windowMinutes - minutes in the VWAP window
   */
  passQuiet(cursor: IMinuteCursor, windowMinutes: number, band: IQuietBand): void;
  /** The same as objects, frozen, in a list of the caller's own. */
  toCandles(): ICandleData[];
}

/** The one-minute candles an engine read accepted. */
export interface IMinuteSeries {
  /** Accepted candles; faulty ones are left out. */
  readonly candles: ICandleSeries;
  /** End of the newest accepted candle (ms), or the start of the asked range when there is none. */
  readonly servedUntil: number;
}

/** One-minute candles an engine has at hand, one for each minute. They may reach beyond what it has come to. */
export interface IMinuteStretch {
  /** Open of the first one, ms. */
  readonly since: number;
  readonly candles: ICandleSeries;
}

/** Market data as the engine and, through the in-context functions, the user's code read it. */
export interface IExchange {
  /** The last `limit` closed candles at the context's `when`. */
  getCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]>;
  /** The next `limit` candles from the context's `when` on; back-test and engine only. */
  getNextCandles(symbol: string, interval: CandleInterval, limit: number): Promise<ICandleData[]>;
  /** VWAP of the last `CC_AVG_PRICE_CANDLES_COUNT` closed minutes. */
  getAveragePrice(symbol: string): Promise<number>;
  formatPrice(symbol: string, price: number): Promise<string>;
  formatQuantity(symbol: string, quantity: number): Promise<string>;
}

/** What the strategy client reads from an exchange beyond the public methods. */
export interface IEngineExchange extends IExchange {
  /** As `getCandles`, but without a promise where nothing has to be loaded. */
  lookUpCandles(symbol: string, interval: CandleInterval, limit: number): Awaitable<ICandleData[]>;
  /**
   * One-minute candles that open in `[since, until)` (ms, whole minutes), for the engine: faulty candles are left out
   * and reported once. In live an answer without its newest minute is a failed try. Never reaches past the context's
   * `when`.
   */
  getClosedMinutes(symbol: string, since: number, until: number): Awaitable<IMinuteSeries>;
  /**
   * The same where every minute is at hand and accepted, and nobody but the reports is told of it: no promise, no code of the user.
   * @param kept - what came of an earlier call; taken again where it holds the minutes as they are
   * @returns candles from `since` or before it on, and on behind `until`, which nobody may be shown yet; `null`, with nothing done,
   *   where it takes `getClosedMinutes`
   */
  takeClosedMinutes(
    symbol: string,
    since: number,
    until: number,
    kept: IMinuteStretch | null,
  ): IMinuteStretch | null;
}

/** Reports, as an exchange serves them. */
export interface IMinuteCollector {
  /** One-minute candles the run has come to, ascending, each once; some may have come before. */
  minutes(pair: IReportPair, candles: ICandleSeries): void;
  /** A hole in the one-minute candles, each minute of it once; what it grows by while it is read comes as it is found. */
  gap(pair: IReportPair, gap: IMissingMinutes): void;
}

/** Constructor parameters of `ClientExchange`. */
export interface IExchangeParams extends Omit<IExchangeSchema, "note" | "callbacks" | "timeoutMs"> {
  readonly timeoutMs?: number | undefined;
  readonly callbacks: Partial<IExchangeCallbacks> | undefined;
  readonly logger: ILogger;
  readonly execution: IExecutionContextPort;
  readonly method: IMethodContextPort;
  /** The settings in force: of the run in a back-test, the current ones otherwise. */
  readonly getSettings: () => Readonly<GlobalConfig>;
  readonly collector: IMinuteCollector;
  /** Reports what went wrong without failing the read: a faulty candle in an engine read, a throwing callback. */
  readonly reportError: (error: unknown) => Promise<void>;
}
