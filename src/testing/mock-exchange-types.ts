import type {
  CandleInterval,
  ExchangeName,
  ICandleData,
  IExchangeSchema,
} from "../interfaces/Exchange.interface";
import type { MockExchangeCall } from "./mock-call";
import type { MockFault, MockFaultHandle, MockFaultScope } from "./mock-fault-types";

/** What every mock exchange can be told when it is made. */
export interface MockExchangeBaseOptions {
  /** Name of the schema. Names are unique for the life of a process, so each test needs one of its own. */
  readonly exchangeName: ExchangeName;
  /** Digits after the decimal point of prices. Default: six significant digits of the first price. */
  readonly priceDigits?: number;
  /** Digits after the decimal point of quantities. Default: the more, the higher the first price. */
  readonly quantityDigits?: number;
  /** Replaces how prices are written. Default: `priceDigits` digits. */
  readonly formatPrice?: IExchangeSchema["formatPrice"];
  /** Replaces how quantities are written. Default: `quantityDigits` digits. */
  readonly formatQuantity?: IExchangeSchema["formatQuantity"];
  /**
   * Whether the candle that is still forming is served too, with the values it will have in the end, so that whoever lets
   * it through looks ahead. Default `false`: only candles that are closed by the clock.
   */
  readonly servesForming?: boolean;
}

/** A market made up from a seed: a random walk with calm and stormy hours. */
export interface MockMarketOptions {
  /** Open of the first minute there is: a whole minute, UTC milliseconds. Nothing is served that opens before. */
  readonly start: number;
  /** Picks the market; each symbol has a walk of its own. Any integer. Default 1. */
  readonly seed?: number;
  /** Open of the first minute, quote currency per unit of base, for all symbols or by symbol. Default 100. */
  readonly price?: number | ((symbol: string) => number);
  /** Typical move of one minute, percent from 0 (a market that stands still) to 5. Default 0.05, about 2 a day. */
  readonly volatilityPercent?: number;
  /** Absent here: candles of one's own make another kind of market. */
  readonly minutes?: undefined;
}

/** A market of the user's own candles. */
export interface MockMinutesOptions {
  /** One-minute candles, for all symbols or by symbol; in any order, one for a minute at most. What is not given is a hole. */
  readonly minutes: readonly ICandleData[] | ((symbol: string) => readonly ICandleData[]);
  /** Absent here: the first of the candles is the start. */
  readonly start?: undefined;
  /** Absent here: nothing is made up. */
  readonly seed?: undefined;
  /** Absent here: the candles have the prices. */
  readonly price?: undefined;
  /** Absent here: the candles move as they do. */
  readonly volatilityPercent?: undefined;
}

/** How a mock exchange is made: with a market from a seed, or with minutes of one's own. */
export type MockExchangeOptions = MockExchangeBaseOptions & (MockMarketOptions | MockMinutesOptions);

/** Whose minutes a change is for. */
export interface MockChangeOptions {
  /** The only symbol it is for. Default: all symbols. */
  readonly symbol?: string;
}

/** Values of a minute; what is left out stays as it is. */
export interface MockCandleChange {
  /** First price, quote currency per unit of base. */
  readonly open?: number;
  /** Highest price. */
  readonly high?: number;
  /** Lowest price. */
  readonly low?: number;
  /** Last price. */
  readonly close?: number;
  /** Units of base. */
  readonly volume?: number;
}

/**
 * An exchange for tests: a market in memory behind a candle adapter that can be told to misbehave. Nothing about it is left
 * to chance, the same script gives the same answers.
 *
 * Ranges are `[from, until)` in UTC milliseconds, whole minutes; the end may be `Infinity`. Later changes are made on top
 * of earlier ones. All times are compared with the clock in force, see `setClock`.
 */
export interface MockExchange {
  /** To give to `addExchange`, as it is or with fields of one's own: `{ ...exchange.schema, timeoutMs: 5_000 }`. */
  readonly schema: IExchangeSchema;
  /** Every call of the candle adapter so far, oldest first. */
  readonly calls: readonly MockExchangeCall[];
  /** Forgets the calls so far. */
  clearCalls(): void;
  /**
   * The candles that open in `[from, until)`, whatever the clock says and without faults: what is served once they are
   * closed and not delayed. Both ends are finite.
   * @param from - UTC milliseconds
   * @param until - UTC milliseconds
   * @throws MockError `MOCK_INVALID` for a range that is none, or an unknown interval
   */
  readCandles(symbol: string, interval: CandleInterval, from: number, until: number): ICandleData[];
  /**
   * Changes one minute, or puts one where there was none. High and low are widened to hold open and close unless they are
   * given. What is given is taken as it is, so impossible candles can be made: `setCandle(time, { close: NaN })`. A hole
   * without any price given stays one; one price serves for those not given.
   * @param time - open of the minute
   * @throws MockError `MOCK_INVALID` for a time that is no whole minute
   */
  setCandle(time: number, change: MockCandleChange, options?: MockChangeOptions): void;
  /**
   * Puts the price of a range where a test needs it. Volumes stay; holes are filled.
   * @param price - one price, or the price at an instant: a minute then opens at its own and closes at the next one's
   * @throws MockError `MOCK_INVALID` for a range that is none, or a price that is not positive
   * @example
   * exchange.setPrice(start, start + 60 * 60_000, (time) => 100 + (time - start) / 600_000);
   */
  setPrice(
    from: number,
    until: number,
    price: number | ((time: number) => number),
    options?: MockChangeOptions,
  ): void;
  /**
   * Takes minutes away: a hole, in longer candles too.
   * @throws MockError `MOCK_INVALID` for a range that is none
   */
  removeMinutes(from: number, until: number, options?: MockChangeOptions): void;
  /**
   * Serves minutes late, longer candles only with all of their minutes.
   * @param ms - time after the close of each minute at which it is there, milliseconds; replaces an earlier delay
   * @throws MockError `MOCK_INVALID` for a range that is none, or a negative delay
   */
  delayMinutes(from: number, until: number, ms: number, options?: MockChangeOptions): void;
  /**
   * Takes all changes of a range back.
   * @throws MockError `MOCK_INVALID` for a range that is none
   */
  resetMinutes(from: number, until: number, options?: MockChangeOptions): void;
  /**
   * Makes calls of the adapter go wrong. Several faults that meet one call work on it in the order they were added.
   * @param fault - what goes wrong
   * @param scope - which calls; all conditions have to hold. Default: every call until the fault is taken away
   * @throws MockError `MOCK_INVALID` for a fault or a scope that breaks a rule
   * @example
   * exchange.addFault({ kind: "throw" }, { calls: 3 });
   */
  addFault(fault: MockFault, scope?: MockFaultScope): MockFaultHandle;
  /** Takes all faults away. Calls that hang go on. */
  clearFaults(): void;
}
