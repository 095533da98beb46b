import fc from "fast-check";
import { getCandles } from "../../src/index";
import type { FillPolicyName, ICandleData, IRiskValidationFn, ISignalDto } from "../../src/index";
import { MINUTE, START } from "./market";
import type { LiveSession, SourceCandle } from "./minute-driver";

const LEAD_MINUTES = 8;
const START_PRICE = 1000;
const SECOND = 1000;

const rarely = <T>(value: fc.Arbitrary<T>, usual: T, weight = 8): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value });

/** The candle of one minute. Prices move in whole units, so that touches and ties are common. */
const candleShape = fc.record({
  isHole: rarely(fc.constant(true), false),
  /** Minutes between its close and the moment the source shows it. */
  late: rarely(fc.integer({ min: 1, max: 6 }), 0, 6),
  fault: rarely(fc.constantFrom("zero", "text", "volume", "upside-down", "anomaly"), "none", 14),
  jump: rarely(fc.integer({ min: -12, max: 12 }), 0, 4),
  up: fc.integer({ min: 0, max: 6 }),
  down: fc.integer({ min: 0, max: 6 }),
  close: fc.integer({ min: 0, max: 12 }),
  volume: fc.integer({ min: 0, max: 3 }),
});

const signalShape = fc.record({
  position: fc.constantFrom("long", "short"),
  /** Distance of the limit from the last close; `null` is a market order. */
  limit: fc.option(fc.integer({ min: -4, max: 8 })),
  target: fc.integer({ min: 1, max: 14 }),
  stop: fc.integer({ min: 1, max: 14 }),
  life: fc.integer({ min: 1, max: 15 }),
  id: rarely(fc.constantFrom("a", "b"), null, 2),
});

/** What the driver and the strategy do in one minute. */
const actionShape = fc.record({
  isTickMissed: rarely(fc.constant(true), false, 5),
  fraction: fc.constantFrom(0, 0.01, 0.3, 0.99),
  failedCalls: rarely(fc.integer({ min: 1, max: 4 }), 0, 12),
  answer: fc.oneof(
    { weight: 6, arbitrary: signalShape },
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant("throws") },
  ),
  delay: rarely(fc.constantFrom(20, 61, 130, 179, 200, 400), 0, 7).map((seconds) => seconds * SECOND),
});

type CandleShape = typeof candleShape extends fc.Arbitrary<infer Shape> ? Shape : never;
type SignalShape = typeof signalShape extends fc.Arbitrary<infer Shape> ? Shape : never;
type ActionShape = typeof actionShape extends fc.Arbitrary<infer Shape> ? Shape : never;

const spoil = (candle: ICandleData, fault: string): ICandleData => {
  switch (fault) {
    case "zero":
      return { ...candle, low: 0 };
    case "text":
      return { ...candle, close: Number.NaN };
    case "volume":
      return { ...candle, volume: -1 };
    case "upside-down":
      return { ...candle, high: candle.low - 1, low: candle.high + 1 };
    case "anomaly":
      return {
        ...candle,
        open: candle.open * 5000,
        high: candle.high * 5000,
        low: candle.low * 5000,
        close: candle.close * 5000,
      };
    default:
      return candle;
  }
};

const toSource = (shapes: readonly CandleShape[]): { source: SourceCandle[]; closes: number[] } => {
  const source: SourceCandle[] = [];
  const closes: number[] = [];
  let price = START_PRICE;
  let shownAt = 0;
  for (const [index, shape] of shapes.entries()) {
    const isLead = index < LEAD_MINUTES;
    const open = price + shape.jump;
    const low = open - shape.down;
    const high = open + shape.up;
    price = low + (shape.close % (high - low + 1));
    closes.push(price);
    const timestamp = START + index * MINUTE;
    const candle = { timestamp, open, high, low, close: price, volume: shape.volume };
    const fault = isLead ? "none" : shape.fault;
    shownAt = Math.max(shownAt, timestamp + MINUTE * (1 + (isLead ? 0 : shape.late)));
    if (isLead || !shape.isHole) {
      source.push({ candle: spoil(candle, fault), availableAt: shownAt, isFaulty: fault !== "none" });
    }
  }
  return { source, closes };
};

const toSignal = (shape: SignalShape, close: number): ISignalDto => {
  const sign = shape.position === "long" ? 1 : -1;
  const entry = close - sign * (shape.limit ?? 0);
  return {
    position: sign === 1 ? "long" : "short",
    priceTakeProfit: entry + sign * shape.target,
    priceStopLoss: entry - sign * shape.stop,
    minuteEstimatedTime: shape.life,
    ...(shape.limit === null ? {} : { priceOpen: entry }),
    ...(shape.id === null ? {} : { id: shape.id }),
  };
};

/** Refuses by the numbers it is shown, so that a wrong price or time shows up as another decision. */
const refuseByNumbers: IRiskValidationFn = ({ currentPrice, timestamp }) => {
  if ((Math.round(currentPrice * 64) + timestamp / MINUTE) % 5 === 0) {
    throw new Error("refused by its numbers");
  }
};

/** Refuses by the candles that are closed at the time of the check. */
const refuseByCandles: IRiskValidationFn = async ({ symbol }) => {
  const candles = await getCandles(symbol, "1m", 3);
  if (candles.reduce((sum, { close }) => sum + close, 0) % 4 === 0) {
    throw new Error("refused by the candles");
  }
};

type RiskKind = "none" | "numbers" | "candles";

const VALIDATIONS: Record<RiskKind, LiveSession["validations"]> = {
  none: [],
  numbers: [refuseByNumbers],
  candles: [refuseByCandles],
};

/** A live session and how it is to be played back. */
export interface SessionPlan {
  readonly session: LiveSession;
  /** Minutes the wall clock of the back-test is behind the end of the recording. */
  readonly clockAhead: number;
  /** Whether no risk profile refuses and only absurd prices are anomalies. */
  readonly isPlain: boolean;
}

const planShape = fc.record({
  policy: fc.constantFrom<FillPolicyName>("pessimistic", "optimistic", "path"),
  windowMinutes: fc.integer({ min: 1, max: 6 }),
  awaitMinutes: fc.integer({ min: 1, max: 12 }),
  interval: fc.constantFrom<LiveSession["interval"]>("1m", "3m", "5m"),
  tries: fc.integer({ min: 1, max: 3 }),
  retryDelay: fc.constantFrom(0, 0, 5, 40).map((seconds) => seconds * SECOND),
  chunk: fc.constantFrom(1000, 1000, 0, 4),
  /** A small one makes ordinary moves anomalies, so that what is accepted hangs on what was accepted before. */
  anomalyFactor: fc.constantFrom(1000, 1000, 1.01),
  fee: fc.constantFrom(0, 0.1),
  slippage: fc.constantFrom(0, 0.2),
  risk: fc.constantFrom<RiskKind>("none", "none", "numbers", "candles"),
  clockAhead: fc.constantFrom(1, 4, 100_000),
  stopAt: rarely(fc.integer({ min: LEAD_MINUTES + 1, max: 80 }), null),
  candles: fc.array(candleShape, { minLength: LEAD_MINUTES + 4, maxLength: 90, size: "max" }),
  actions: fc.array(actionShape, { minLength: 90, maxLength: 90 }),
});

const createSession = (
  draw: typeof planShape extends fc.Arbitrary<infer Shape> ? Shape : never,
): SessionPlan => {
  const { source, closes } = toSource(draw.candles);
  const actions: (ActionShape | undefined)[] = draw.actions;
  const last = draw.candles.length;
  const ticks: number[] = [];
  for (let minute = LEAD_MINUTES; minute <= last; minute += 1) {
    const action = actions[minute];
    if (action !== undefined && (!action.isTickMissed || minute === LEAD_MINUTES || minute === last)) {
      ticks.push(minute + action.fraction);
    }
  }
  const isTouchy = draw.anomalyFactor < 1000;
  const failures = new Map<number, number>();
  return {
    clockAhead: draw.clockAhead,
    isPlain: draw.stopAt === null && draw.risk === "none" && !isTouchy,
    session: {
      source,
      ticks,
      ...(draw.stopAt === null ? {} : { stopAt: draw.stopAt + 0.5 }),
      interval: draw.interval,
      settings: {
        CC_FILL_POLICY: draw.policy,
        CC_AVG_PRICE_CANDLES_COUNT: draw.windowMinutes,
        CC_SCHEDULE_AWAIT_MINUTES: draw.awaitMinutes,
        CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
        CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
        CC_GET_CANDLES_RETRY_COUNT: draw.tries,
        CC_GET_CANDLES_RETRY_DELAY_MS: draw.retryDelay,
        // Between the pages of one read no time passes.
        CC_CANDLES_CHUNK: draw.retryDelay > 0 ? 1000 : draw.chunk,
        CC_GET_CANDLES_PRICE_ANOMALY_THRESHOLD_FACTOR: draw.anomalyFactor,
        CC_PERCENT_FEE: draw.fee,
        CC_PERCENT_SLIPPAGE: draw.slippage,
      },
      // What a validation reads is served, but no reference for the engine's reads.
      validations: VALIDATIONS[isTouchy && draw.risk === "candles" ? "numbers" : draw.risk],
      answerAt: (minute) => {
        const { answer, delay: planned } = actions[minute] ?? { answer: null, delay: 0 };
        // The driver cannot tell whether a candle will be taken for an anomaly when a late answer arrives.
        const delay = isTouchy ? 0 : planned;
        if (answer === "throws") {
          return { answer: new Error("the strategy fails"), delay };
        }
        const close = closes[minute - 1] ?? START_PRICE;
        return {
          answer: answer === null || typeof answer === "string" ? null : toSignal(answer, close),
          delay,
        };
      },
      failsAt: (minute) => {
        // A validation that reads candles judges by them alone only while it can read them.
        const planned = draw.risk === "candles" || minute === last ? 0 : (actions[minute]?.failedCalls ?? 0);
        const failed = failures.get(minute) ?? 0;
        failures.set(minute, failed + 1);
        return failed < planned;
      },
    },
  };
};

/** Random live sessions with everything that can go wrong in one. */
export const sessionPlan: fc.Arbitrary<SessionPlan> = planShape.map(createSession);
