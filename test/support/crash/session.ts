import type { ICandleData, ISignalDto } from "../../../src/index";
import { flatMinutes, MINUTE, setMinute, START } from "../market";

export const SYMBOL = "BTCUSDT";

export const EXCHANGE = "crash-exchange";

/** The first strategy does most; the second one shares its profiles. */
export const STRATEGIES = ["alpha", "beta"] as const;

export type CrashStrategy = (typeof STRATEGIES)[number];

/** A signal and the minutes at which the strategy answers with it. */
export interface Offer {
  readonly strategyName: CrashStrategy;
  readonly minutes: readonly number[];
  readonly signal: ISignalDto & { readonly id: string };
}

/** Everything that happens, by minutes after `START`. */
export interface CrashSession {
  readonly candles: readonly ICandleData[];
  readonly offers: readonly Offer[];
  readonly startMinute: number;
  /** When both strategies are told to stop. */
  readonly stopMinute: number;
  readonly endMinute: number;
}

/** Minutes an order waits. */
export const AWAIT_MINUTES = 8;

export const toTime = (minute: number): number => START + minute * MINUTE;

const PRICE = 100;

const long = (id: string, fields: Partial<Omit<ISignalDto, "id">> = {}): Offer["signal"] => ({
  id,
  position: "long",
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 60,
  ...fields,
});

const offer = (strategyName: CrashStrategy, minutes: readonly number[], signal: Offer["signal"]): Offer => ({
  strategyName,
  minutes,
  signal,
});

/** Two profit milestones, then three losses, two of them in one minute, then the take profit. */
const addSwing = (minutes: ICandleData[], entry: number): void => {
  [PRICE, 102, 104, 97, 95, 94, 93].forEach((price, index) => setMinute(minutes, entry + index, { price }));
  setMinute(minutes, entry + 8, { high: 111 });
};

/** Every kind of end a signal can come to, a second strategy in between, and a stop while an order waits. */
const createFullSession = (): CrashSession => {
  const candles = flatMinutes(130, PRICE);
  addSwing(candles, 10);
  // Filled, and stopped two minutes later.
  setMinute(candles, 25, { low: 97.5 });
  setMinute(candles, 27, { low: 94 });
  // Gapped through.
  setMinute(candles, 45, { open: 95, low: 95 });
  // The take profit of the second strategy.
  setMinute(candles, 54, { high: 106 });
  // Reached while the second strategy has the only place.
  setMinute(candles, 68, { low: 97.5 });
  // Filled and stopped in one minute.
  setMinute(candles, 101, { low: 94 });
  const limit = { priceOpen: 98, priceStopLoss: 95, priceTakeProfit: 108, minuteEstimatedTime: 20 };
  return {
    candles,
    offers: [
      // Answered again when it has just ended: an id counts once.
      offer("alpha", [10, 11, 19, 20], long("market")),
      offer("alpha", [22, 28], long("filled", limit)),
      offer("alpha", [32, 40], long("timed-out", limit)),
      offer("alpha", [43, 46], long("gapped", limit)),
      offer("beta", [50, 55], long("beta-first", { priceTakeProfit: 105, minuteEstimatedTime: 8 })),
      offer("alpha", [62], long("refused", { ...limit, minuteEstimatedTime: 5 })),
      offer("beta", [64, 80], long("beta-second", { minuteEstimatedTime: 16 })),
      offer(
        "alpha",
        [88, 94],
        long("expired", {
          position: "short",
          priceTakeProfit: 90,
          priceStopLoss: 110,
          minuteEstimatedTime: 6,
        }),
      ),
      offer("alpha", [98], long("filled-and-stopped", limit)),
      offer("alpha", [106], long("waiting", limit)),
    ],
    startMinute: 9,
    stopMinute: 109.5,
    endMinute: 116,
  };
};

/** A stop while a position is open, which comes to its own end. */
const createOpenStopSession = (): CrashSession => {
  const candles = flatMinutes(40, PRICE);
  addSwing(candles, 10);
  return {
    candles,
    offers: [offer("alpha", [10, 11, 19, 20], long("open-at-stop"))],
    startMinute: 9,
    stopMinute: 12.5,
    endMinute: 24,
  };
};

export const SESSIONS: Readonly<Record<string, CrashSession>> = {
  full: createFullSession(),
  "stop-while-open": createOpenStopSession(),
};

/** @throws Error for a name that is none of {@link SESSIONS} */
export const getSession = (name: string): CrashSession => {
  const session = SESSIONS[name];
  if (session === undefined) {
    throw new Error(`no session ${name}`);
  }
  return session;
};
