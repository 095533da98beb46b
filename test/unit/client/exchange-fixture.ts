import { ClientExchange } from "../../../src/client/ClientExchange";
import { CandleRows, readAnswer } from "../../../src/client/candle-rows";
import { getDefaultConfig } from "../../../src/config/params";
import { TradingError } from "../../../src/errors/TradingError";
import type { GlobalConfig } from "../../../src/interfaces/Config.interface";
import type { IMethodContext } from "../../../src/interfaces/Context.interface";
import type {
  CandleInterval,
  ICandleData,
  IExchangeParams,
} from "../../../src/interfaces/Exchange.interface";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../src/lib/services/context/MethodContextService";
import { intervalToMs } from "../../../src/math/interval";
import { SILENT_COLLECTOR } from "../../support/silent-collector";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** Midnight: a multiple of every interval. */
export const START = Date.UTC(2024, 0, 1);
export const SYMBOL = "BTCUSDT";

/** One call of the adapter: start, and number of candles. */
export interface AdapterCall {
  readonly interval: CandleInterval;
  readonly since: number;
  readonly limit: number;
}

export type Adapter = (call: AdapterCall) => unknown;

export interface Warning {
  readonly topic: string;
  readonly details: unknown;
}

export interface Market {
  /** What the client was made with. */
  readonly params: IExchangeParams;
  readonly client: ClientExchange;
  readonly calls: AdapterCall[];
  readonly errors: unknown[];
  readonly warnings: Warning[];
  /** The settings in force; may be changed between reads. */
  readonly settings: { current: Readonly<GlobalConfig> };
}

export interface MarketOptions {
  readonly adapter: Adapter;
  readonly settings?: Partial<GlobalConfig>;
  readonly callbacks?: IExchangeParams["callbacks"];
  readonly timeoutMs?: number;
  readonly formatPrice?: IExchangeParams["formatPrice"];
  readonly formatQuantity?: IExchangeParams["formatQuantity"];
  readonly collector?: IExchangeParams["collector"];
}

export const createRun = (): IMethodContext => ({
  strategyName: "strategy",
  exchangeName: "mock",
  frameName: "frame",
});

export const createMarket = (options: MarketOptions): Market => {
  const calls: AdapterCall[] = [];
  const errors: unknown[] = [];
  const warnings: Warning[] = [];
  const settings = { current: { ...getDefaultConfig(), ...options.settings } };
  const params: IExchangeParams = {
    exchangeName: "mock",
    // Answers of adapters are not trusted, so a test may answer with anything.
    getCandles: ((_symbol: string, interval: CandleInterval, since: Date, limit: number) => {
      const call = { interval, since: since.getTime(), limit };
      calls.push(call);
      return options.adapter(call);
    }) as IExchangeParams["getCandles"],
    formatPrice: options.formatPrice ?? (async (_symbol, price) => price.toFixed(2)),
    formatQuantity: options.formatQuantity ?? (async (_symbol, quantity) => quantity.toFixed(4)),
    callbacks: options.callbacks,
    timeoutMs: options.timeoutMs,
    logger: {
      log: () => {},
      debug: () => {},
      info: () => {},
      warn: (topic, details) => warnings.push({ topic, details }),
    },
    execution: new ExecutionContextService(),
    method: new MethodContextService(),
    collector: options.collector ?? SILENT_COLLECTOR,
    getSettings: () => settings.current,
    reportError: async (error) => {
      errors.push(error);
    },
  };
  return { params, client: new ClientExchange(params), calls, errors, warnings, settings };
};

/** Runs `fn` as the engine at an instant of a run. */
export const runAt = <T>(run: IMethodContext, when: number, fn: () => T, backtest = true): T =>
  MethodContextService.runInContext(
    () => ExecutionContextService.runInContext(fn, { symbol: SYMBOL, when: new Date(when), backtest }),
    run,
  );

export const createCandle = (timestamp: number, close = 100): ICandleData => ({
  timestamp,
  open: close,
  high: close + 1,
  low: close - 1,
  close,
  volume: 1,
});

/** Candles that open in `[since, since + count · interval)`; the close counts up from 100. */
export const createCandles = (since: number, count: number, interval: CandleInterval = "1m"): ICandleData[] =>
  Array.from({ length: count }, (_value, index) =>
    createCandle(since + index * intervalToMs(interval), 100 + index),
  );

/** Rows as they are read from an answer. */
export const toRows = (rows: readonly object[]): CandleRows =>
  readAnswer(
    rows,
    {
      exchangeName: "mock",
      symbol: SYMBOL,
      interval: "1m",
      step: MINUTE,
      since: START,
      until: START + rows.length * MINUTE,
      limit: rows.length,
    },
    new CandleRows(),
  );

/** Answers every range in full; the close says how many steps after midnight the candle opens. */
export const answerAll: Adapter = async ({ interval, since, limit }) => {
  const step = intervalToMs(interval);
  return Array.from({ length: limit }, (_value, index) => {
    const timestamp = since + index * step;
    return createCandle(timestamp, 1000 + (timestamp - START) / step);
  });
};

/** Answers from a list of rows, honestly by range. */
export const answerFrom =
  (rows: readonly ICandleData[]): Adapter =>
  async ({ interval, since, limit }) =>
    rows.filter(({ timestamp }) => timestamp >= since && timestamp < since + limit * intervalToMs(interval));

export const timesOf = (candles: readonly ICandleData[]): number[] =>
  candles.map(({ timestamp }) => timestamp);

/** What a promise rejects with; fails when it does not, or with something else. */
export const catchTradingError = async (promise: Promise<unknown>): Promise<TradingError> => {
  const error: unknown = await promise.then(
    (value) => new Error(`expected a rejection, got ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TradingError)) {
    throw error;
  }
  return error;
};
