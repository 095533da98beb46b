import { addRisk, Backtest, lib, listenError, listenRisk, listenSignal, TradingError } from "../../src/index";
import type {
  ICandleData,
  IExchangeSchema,
  IRiskCallbacks,
  IRiskSchema,
  IRiskValidationPayload,
  ISignalDto,
  IStrategyBacktestResult,
  IStrategyCallbacks,
} from "../../src/index";
import { flatMinutes, MINUTE, setMinute, START } from "./market";
import { registerRun, uniqueName } from "./run";

/** Time of a minute after `START`, ms. */
export const at = (minute: number): number => START + minute * MINUTE;

const minuteOf = (time: number): number => (time - START) / MINUTE;

/** A long market entry at 100. */
export const LONG = {
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 95,
  minuteEstimatedTime: 5,
} as const;
const LIMIT = { ...LONG, priceOpen: 98 } as const;

/** The minute in which a trial does what it is about. */
export const ODD_MINUTE = 20;

/** What the strategy of a trial wants, minute by minute; the signal of minute 60 is refused by its risk profile. */
const SIGNALS: Readonly<Record<number, ISignalDto>> = { 10: LONG, 30: LONG, 40: LIMIT, 50: LIMIT, 60: LONG };

/** How a result is compared: action, reason, minute after `START`, price. */
export type Trade = readonly [action: string, reason: string, minute: number, price: number];

/** What every trial trades when the odd minute has done no harm. */
export const EXPECTED_TRADES: readonly Trade[] = [
  ["closed", "take_profit", 12, 110],
  ["closed", "stop_loss", 32, 95],
  ["closed", "take_profit", 44, 110],
  ["cancelled", "price", 52, 98.8],
];

/** The first two and the last two trades, and something between them. */
export const expectTradesWith = (...between: Trade[]): readonly Trade[] => [
  ...EXPECTED_TRADES.slice(0, 1),
  ...between,
  ...EXPECTED_TRADES.slice(1),
];

/** Candles on which every callback has something to tell. */
export const createTrialMinutes = (): ICandleData[] => {
  const minutes = flatMinutes(90);
  setMinute(minutes, 11, { high: 102, close: 102 });
  setMinute(minutes, 12, { high: 111 });
  setMinute(minutes, 31, { low: 98, close: 98 });
  setMinute(minutes, 32, { low: 94 });
  setMinute(minutes, 42, { low: 97 });
  setMinute(minutes, 44, { high: 111 });
  setMinute(minutes, 52, { price: 94 });
  return minutes;
};

/** What a trial does differently from the plain one. Everything may break the types, as untyped code does. */
export interface TrialOptions {
  /** Answers instead of the strategy in the odd minute. */
  readonly getOddSignal?: (symbol: string, when: Date) => unknown;
  readonly callbacks?: Partial<IStrategyCallbacks>;
  /** Judges the signal of the odd minute. */
  readonly judge?: (payload: IRiskValidationPayload) => unknown;
  readonly riskNote?: string;
  readonly riskCallbacks?: Partial<IRiskCallbacks>;
  readonly exchange?: (schema: IExchangeSchema) => Readonly<Record<string, unknown>>;
  readonly onTimeframe?: () => void;
  readonly minutes?: readonly ICandleData[];
  readonly strategyName?: string;
  readonly symbol?: string;
}

/** A registered trial. */
export interface Trial {
  readonly symbol: string;
  readonly context: { strategyName: string; exchangeName: string; frameName: string };
  /** Positions the risk profile counts now. */
  countPositions(): Promise<number>;
}

/** Everything a trial showed. */
export interface TrialResult extends Trial {
  readonly trades: readonly Trade[];
  /** Code of each reported error, or the error itself when it has none. */
  readonly reported: readonly unknown[];
  readonly errors: readonly unknown[];
  readonly refusals: readonly string[];
  readonly actions: readonly string[];
}

/** The code of an error of the library, anything else as it is. */
export const codeOf = (error: unknown): unknown => (error instanceof TradingError ? error.code : error);

/** A result as a trade. */
export const toTrade = (result: IStrategyBacktestResult): Trade => [
  result.action,
  result.action === "closed" ? result.closeReason : result.reason,
  minuteOf(result.closeTimestamp),
  result.currentPrice,
];

const registerRisk = (options: TrialOptions): { riskName: string; counts: number[] } => {
  const riskName = uniqueName("risk");
  const counts: number[] = [];
  const plain: IRiskSchema = { riskName, callbacks: { ...options.riskCallbacks } };
  const validate = (payload: IRiskValidationPayload): void => {
    const minute = minuteOf(payload.timestamp);
    counts.push(payload.activePositionCount);
    if (minute === 60) {
      throw new Error("minute 60 is refused");
    }
  };
  const oddValidation = (payload: IRiskValidationPayload): unknown =>
    minuteOf(payload.timestamp) === ODD_MINUTE ? options.judge?.(payload) : undefined;
  const validations = [
    validate,
    { validate: oddValidation, ...(options.riskNote && { note: options.riskNote }) },
  ];
  addRisk(Object.assign(plain, { validations }));
  return { riskName, counts };
};

/** Registers exchange, frame, risk profile and strategy of a trial. */
export const registerTrial = (options: TrialOptions = {}): Trial => {
  const { riskName, counts } = registerRisk(options);
  const symbol = options.symbol ?? "BTCUSDT";
  const oddSignal = options.judge ? LONG : null;
  const getSignal = (ownSymbol: string, when: Date): unknown => {
    const minute = minuteOf(when.getTime());
    return minute === ODD_MINUTE && options.getOddSignal
      ? options.getOddSignal(ownSymbol, when)
      : Promise.resolve(minute === ODD_MINUTE ? oddSignal : (SIGNALS[minute] ?? null));
  };
  const plain = {
    getSignal: () => Promise.resolve(null),
    riskName,
    callbacks: { ...options.callbacks },
    strategyName: options.strategyName ?? uniqueName("trial"),
  };
  const { context } = registerRun({
    minutes: options.minutes ?? createTrialMinutes(),
    to: 70,
    strategy: Object.assign(plain, { getSignal }),
  });
  if (options.exchange) {
    const schema = lib.exchangeSchemaService.get(context.exchangeName);
    lib.exchangeSchemaService.override(
      context.exchangeName,
      Object.assign({ ...schema }, options.exchange(schema)),
    );
  }
  if (options.onTimeframe) {
    const schema = lib.frameSchemaService.get(context.frameName);
    const callbacks = { onTimeframe: options.onTimeframe };
    lib.frameSchemaService.override(context.frameName, { ...schema, callbacks });
  }
  return {
    symbol,
    context,
    countPositions: async () => {
      await lib.riskGlobalService.checkSignal(
        {
          symbol: "PROBE",
          strategyName: "probe",
          exchangeName: context.exchangeName,
          currentPrice: 100,
          timestamp: at(0),
          pendingSignal: LONG,
        },
        { riskName, backtest: true },
      );
      return counts.at(-1) ?? Number.NaN;
    },
  };
};

/** Runs a registered trial to its end and collects what it showed. */
export const watchTrial = async (trial: Trial): Promise<TrialResult> => {
  const { strategyName } = trial.context;
  const trades: Trade[] = [];
  const errors: unknown[] = [];
  const refusals: string[] = [];
  const actions: string[] = [];
  const stops = [
    listenError((error) => void errors.push(error)),
    listenRisk((event) => {
      if (event.strategyName === strategyName) {
        refusals.push(event.comment);
      }
    }),
    listenSignal((event) => {
      if (event.strategyName === strategyName) {
        actions.push(event.action);
      }
    }),
  ];
  try {
    for await (const result of Backtest.run(trial.symbol, trial.context)) {
      trades.push(toTrade(result));
    }
  } finally {
    stops.forEach((stop) => stop());
  }
  return { ...trial, trades, errors, reported: errors.map(codeOf), refusals, actions };
};

/** Registers a trial and runs it. */
export const runTrial = async (options: TrialOptions = {}): Promise<TrialResult> =>
  await watchTrial(registerTrial(options));

/** A plain trial that is under way while something else happens. */
export interface Witness {
  readonly trial: Trial;
  /** Runs it to its end: all it traded. */
  finish(): Promise<readonly Trade[]>;
}

/** Starts a witness and takes its first result; it must trade as if nothing had happened around it. */
export const startWitness = async (): Promise<Witness> => {
  const trial = registerTrial({ symbol: "WITNESS" });
  const steps = Backtest.run(trial.symbol, trial.context);
  const trades: Trade[] = [];
  const first = await steps.next();
  if (first.done !== true) {
    trades.push(toTrade(first.value));
  }
  return {
    trial,
    finish: async () => {
      for await (const result of steps) {
        trades.push(toTrade(result));
      }
      return trades;
    },
  };
};
