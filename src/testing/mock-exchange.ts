import type { CandleInterval, ICandleData, IExchangeSchema } from "../interfaces/Exchange.interface";
import { ceilTo, MINUTE_MS } from "../math/interval";
import { getClock } from "../utils/clock";
import type { MockExchangeCall } from "./mock-call";
import { changeCandle, delayCandle, movePrice, removeCandle, resetCandle } from "./mock-changes";
import {
  checkDuration,
  checkInteger,
  checkMinute,
  checkNumber,
  checkPrice,
  checkRange,
  checkSymbolFilter,
  failMock,
  getStep,
} from "./mock-checks";
import type {
  MockCandleChange,
  MockChangeOptions,
  MockExchange,
  MockExchangeOptions,
} from "./mock-exchange-types";
import { changeRows } from "./mock-fault-rows";
import type { MockFault, MockFaultHandle, MockFaultScope } from "./mock-fault-types";
import { FaultList, type ActiveFault } from "./mock-faults";
import { ScriptedMinutes, type MinuteChange } from "./mock-minutes";
import { choosePriceDigits, chooseQuantityDigits, createMinuteSource } from "./mock-source";

/** Most digits `toFixed` writes. */
const MAX_DIGITS = 20;

class ScriptedExchange implements MockExchange {
  public readonly schema: IExchangeSchema;
  private readonly minutes: ScriptedMinutes;
  private readonly faults = new FaultList();
  private readonly recorded: MockExchangeCall[] = [];

  public constructor(private readonly options: MockExchangeOptions) {
    const { exchangeName, priceDigits, quantityDigits } = options;
    if (typeof exchangeName !== "string" || exchangeName === "") {
      failMock("exchangeName must be a non-empty text");
    }
    checkInteger("priceDigits", priceDigits ?? 0, 0, MAX_DIGITS);
    checkInteger("quantityDigits", quantityDigits ?? 0, 0, MAX_DIGITS);
    const { readMinute, readFirstPrice } = createMinuteSource(options);
    this.minutes = new ScriptedMinutes(readMinute);
    const write = (symbol: string, value: number, digits: (price: number) => number): Promise<string> =>
      Promise.resolve(value.toFixed(digits(readFirstPrice(symbol))));
    this.schema = {
      exchangeName,
      getCandles: (symbol, interval, since, limit, signal) =>
        this.answer(symbol, interval, since, limit, signal),
      formatPrice:
        options.formatPrice ??
        ((symbol, price) => write(symbol, price, (first) => priceDigits ?? choosePriceDigits(first))),
      formatQuantity:
        options.formatQuantity ??
        ((symbol, quantity) =>
          write(symbol, quantity, (first) => quantityDigits ?? chooseQuantityDigits(first))),
    };
  }

  public get calls(): readonly MockExchangeCall[] {
    return this.recorded;
  }

  public clearCalls(): void {
    this.recorded.length = 0;
  }

  public readCandles(symbol: string, interval: CandleInterval, from: number, until: number): ICandleData[] {
    checkNumber("from", from, "a number of milliseconds", Number.isFinite);
    checkNumber(
      "until",
      until,
      "a number of milliseconds, not before from",
      (end) => end >= from && end < Infinity,
    );
    return this.read(symbol, interval, from, until, Infinity);
  }

  public setCandle(time: number, change: MockCandleChange, options: MockChangeOptions = {}): void {
    checkMinute("time", time);
    this.change(time, time + MINUTE_MS, options, changeCandle({ ...change }));
  }

  public setPrice(
    from: number,
    until: number,
    price: number | ((time: number) => number),
    options: MockChangeOptions = {},
  ): void {
    if (typeof price !== "function") {
      checkPrice("price", price);
    }
    this.change(from, until, options, movePrice(price));
  }

  public removeMinutes(from: number, until: number, options: MockChangeOptions = {}): void {
    this.change(from, until, options, removeCandle);
  }

  public delayMinutes(from: number, until: number, ms: number, options: MockChangeOptions = {}): void {
    checkDuration("ms", ms);
    this.change(from, until, options, delayCandle(ms));
  }

  public resetMinutes(from: number, until: number, options: MockChangeOptions = {}): void {
    this.change(from, until, options, resetCandle);
  }

  public addFault(fault: MockFault, scope: MockFaultScope = {}): MockFaultHandle {
    return this.faults.add(fault, scope);
  }

  public clearFaults(): void {
    this.faults.clear();
  }

  private change(from: number, until: number, { symbol }: MockChangeOptions, change: MinuteChange): void {
    checkRange(from, until);
    checkSymbolFilter(symbol);
    this.minutes.change(from, until, symbol, change);
  }

  /** The candles that open in `[from, until)` and are there at `now` (all ms). */
  private read(
    symbol: string,
    interval: CandleInterval,
    from: number,
    until: number,
    now: number,
  ): ICandleData[] {
    const step = getStep(interval);
    const { servesForming = false } = this.options;
    const rows: ICandleData[] = [];
    // What opens later is not there in any case.
    const end = Math.min(until, now + 1);
    for (let open = ceilTo(from, step); open < end; open += step) {
      const found = this.minutes.readCandle(symbol, interval, open);
      const isForming = now < open + step;
      if (found !== undefined && (found.readyAt <= now || (servesForming && isForming))) {
        rows.push(found.candle);
      }
    }
    return rows;
  }

  /** One call of the adapter. Faults that are to throw at once do so here. */
  private answer(
    symbol: string,
    interval: CandleInterval,
    since: Date,
    limit: number,
    signal: AbortSignal | undefined,
  ): Promise<ICandleData[]> {
    const call: MockExchangeCall = Object.freeze({
      symbol,
      interval,
      since: since.getTime(),
      limit,
      instant: getClock().now(),
    });
    this.recorded.push(call);
    const met = this.faults.meet(call);
    for (const active of met) {
      if (active.fault.kind === "throw" && active.fault.isSynchronous === true) {
        throw active.createError(call);
      }
    }
    return this.answerLater(call, met, signal);
  }

  private async answerLater(
    call: MockExchangeCall,
    met: readonly ActiveFault[],
    signal: AbortSignal | undefined,
  ): Promise<ICandleData[]> {
    const { symbol, interval, since, limit } = call;
    const step = getStep(interval);
    checkNumber("since", since, "a date", Number.isFinite);
    checkInteger("limit", limit, 1);
    for (const active of met) {
      await active.holdUp(call, signal);
    }
    const rows = this.read(symbol, interval, since, since + limit * step, getClock().now());
    return met.reduce(
      (changed, { fault }) =>
        changeRows(changed, fault, call, (from, until) => this.readCandles(symbol, interval, from, until)),
      rows,
    );
  }
}

/**
 * Makes an exchange for tests: candles in memory, from a seed or of one's own, with prices, holes, delays and faults on
 * demand.
 * @param options - name, market, and how it is served
 * @throws MockError `MOCK_INVALID` for an option that breaks a rule
 * @example
 * const exchange = createMockExchange({ exchangeName: "mock", start: Date.UTC(2025, 0, 1), price: 42_000 });
 * addExchange(exchange.schema);
 * exchange.setPrice(from, from + 3_600_000, 41_000);
 * exchange.addFault({ kind: "throw" }, { calls: 2 });
 */
export const createMockExchange = (options: MockExchangeOptions): MockExchange =>
  typeof options === "object" && options !== null
    ? new ScriptedExchange(options)
    : failMock("the options must be an object");
