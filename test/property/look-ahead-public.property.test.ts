import { AsyncLocalStorage } from "node:async_hooks";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  ExecutionContextService,
  formatPrice,
  getAveragePrice,
  getCandles,
  getDate,
  getMode,
  lib,
  listenError,
  listenPartialLoss,
  listenPartialProfit,
  listenRisk,
  listenSignal,
  listenValidation,
  TradingError,
} from "../../src/index";
import type {
  CandleInterval,
  FillPolicyName,
  ICandleData,
  IRiskCheckArgs,
  ISignalDto,
} from "../../src/index";
import { CANDLE_INTERVALS, intervalToMs } from "../../src/math/interval";
import {
  createMemoryExchange,
  createRandom,
  flatMinutes,
  mergeMinutes,
  MINUTE,
  START,
  walkMinutes,
} from "../support/market";
import { uniqueName, useSettings } from "../support/run";

/**
 * H1 at the public API: a run is made twice, once on the real candles and once on candles that differ in everything that
 * is not closed at a cut. What user code saw up to the cut must be the same.
 */

/** The frame, minutes after `START`. It crosses a boundary that all intervals share (1440). */
const FRAME = { from: 1380, to: 1500 } as const;
const MINUTE_COUNT = 1800;
const SYMBOL = "BTCUSDT";

/** What becomes of the candles that are not closed at the cut. */
const CHANGES = [
  "other values",
  "NaN",
  "zero",
  "a spike",
  "missing",
  "given twice",
  "throws",
  "an empty answer",
] as const;
type Change = (typeof CHANGES)[number];

interface Plan {
  readonly seed: number;
  /** Minutes after `START`. */
  readonly cut: number;
  readonly chunk: number;
  readonly change: Change;
  readonly policy: FillPolicyName;
  readonly step: "1m" | "5m";
}

type Market = ReadonlyMap<CandleInterval, readonly ICandleData[]>;

const createMarket = (seed: number): Market => {
  const minutes = walkMinutes(MINUTE_COUNT, seed, START, 0.4);
  return new Map(
    CANDLE_INTERVALS.map((interval) => [
      interval,
      interval === "1m" ? minutes : mergeMinutes(minutes, interval),
    ]),
  );
};

const changeCandle = (candle: ICandleData, change: Change): ICandleData[] => {
  switch (change) {
    case "other values":
      return [{ ...candle, open: 500, high: 520, low: 5, close: 20, volume: 99 }];
    case "NaN":
      return [{ ...candle, high: Number.NaN }];
    case "zero":
      return [{ ...candle, low: 0 }];
    case "a spike":
      return [{ ...candle, open: 1e9, high: 1e9, low: 1e9, close: 1e9 }];
    case "given twice":
      return [candle, { ...candle, close: candle.high, volume: 77 }];
    default:
      return [];
  }
};

/** Serves a market; what is not closed at `cut` (ms) is changed. */
const createAdapter =
  (market: Market, cut: number, change: Change) =>
  (_symbol: string, interval: CandleInterval, since: Date, limit: number): Promise<ICandleData[]> => {
    const step = intervalToMs(interval);
    const all = market.get(interval) ?? [];
    const first = Math.max(0, Math.ceil((since.getTime() - START) / step));
    const found = all.slice(first, Math.max(0, Math.ceil((since.getTime() + limit * step - START) / step)));
    const isTouched = found.some(({ timestamp }) => timestamp + step > cut);
    if (isTouched && change === "throws") {
      return Promise.reject(new Error("the exchange does not know these candles yet"));
    }
    return Promise.resolve(
      isTouched && change === "an empty answer"
        ? []
        : found.flatMap((candle) =>
            candle.timestamp + step > cut ? changeCandle(candle, change) : [candle],
          ),
    );
  };

/**
 * A resting order is judged as of the open of the candle that fills it, though it is known to be filled only when that
 * candle closes: what is seen around such a check counts for the end of the candle. Milliseconds between the two.
 */
const knownLater = new AsyncLocalStorage<number>();

/** A waiting order is checked at the VWAP when it is made, and at its own price when it fills. */
const isFill = ({
  pendingSignal,
  currentPrice,
}: Pick<IRiskCheckArgs, "pendingSignal" | "currentPrice">): boolean =>
  "_isScheduled" in pendingSignal &&
  pendingSignal._isScheduled === true &&
  pendingSignal.priceOpen === currentPrice;

/** Callbacks are not awaited, so what they read comes in between the reads of others, in any order. */
const isInterleaved = (key: string): boolean => key.endsWith("onCandleData") || key.endsWith(" look");

/** What was seen, by who looked and when. */
type Sight = Map<string, unknown[]>;

class Recorder {
  private readonly sight: Sight = new Map();
  private readonly looking: Promise<void>[] = [];
  private latest = 0;

  public constructor(private readonly plan: Plan) {}

  /** Notes how far the run has come. */
  public arrive(): number {
    const context = lib.executionContextService.peekContext();
    this.latest = Math.max(this.latest, context?.when.getTime() ?? 0);
    return context?.when.getTime() ?? this.latest;
  }

  /** Notes what somebody was given; outside of a tick it counts for the latest instant seen. */
  public note(place: string, seen: unknown): void {
    this.add(place, this.arrive(), seen);
  }

  /** Calls every public function that shows something, at random, and notes the answers. */
  public look(place: string): Promise<void> {
    const looking = this.lookAround(place);
    this.looking.push(looking);
    return looking;
  }

  /** Resolves when everybody has seen what they wanted; callbacks are not awaited by the run. */
  public async settle(): Promise<void> {
    await Promise.all(this.looking);
  }

  private async lookAround(place: string): Promise<void> {
    const when = (await getDate()).getTime();
    const random = createRandom(this.plan.seed * 31 + when / MINUTE + place.length * 7919);
    if (random() < 0.5) {
      return;
    }
    const interval = CANDLE_INTERVALS[Math.floor(random() * CANDLE_INTERVALS.length)] ?? "1m";
    const limit = 1 + Math.floor(random() * (interval === "1m" ? 40 : 6));
    const price = random() * 100;
    this.add(
      // Nobody waits for callbacks, so this comes before or after what they are given next at the same instant.
      place.startsWith("on") ? `${place} look` : place,
      when,
      await this.ask("getCandles", interval, limit, () => getCandles(SYMBOL, interval, limit)),
    );
    this.add(`${place} look`, when, await this.ask("getAveragePrice", "", 0, () => getAveragePrice(SYMBOL)));
    this.add(
      `${place} look`,
      when,
      await this.ask("formatPrice", "", price, () => formatPrice(SYMBOL, price)),
    );
    this.add(`${place} look`, when, await this.ask("getMode", "", 0, () => getMode()));
  }

  /** Everything seen up to an instant (ms), in an order that does not depend on how calls were interleaved. */
  public upTo(cut: number): [string, unknown[]][] {
    return [...this.sight]
      .filter(([key]) => Number(key.slice(0, key.indexOf(" "))) <= cut)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, seen]) => [key, isInterleaved(key) ? seen.map((one) => JSON.stringify(one)).sort() : seen]);
  }

  private async ask(
    name: string,
    detail: string,
    limit: number,
    call: () => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return [name, detail, limit, await call()];
    } catch (error) {
      return [name, detail, limit, describeError(error)];
    }
  }

  private add(place: string, when: number, seen: unknown): void {
    const key = `${when + (knownLater.getStore() ?? 0)} ${place}`;
    const list = this.sight.get(key) ?? [];
    list.push(JSON.parse(JSON.stringify(seen ?? null)));
    this.sight.set(key, list);
  }
}

/** What a validation throws; it knows what it was about. */
class RefusalError extends Error {
  public readonly delay: number;

  public constructor(params: IRiskCheckArgs) {
    super(`no, at ${params.currentPrice}`);
    this.delay = isFill(params) ? MINUTE : 0;
  }
}

const describeError = (error: unknown): unknown => [
  error instanceof TradingError ? error.code : "",
  error instanceof Error ? error.message : String(error),
];

/** A strategy that decides by what it sees, so that a glimpse of the future would change its trades. */
const decide = async ({ seed, cut, change }: Plan, minute: number): Promise<ISignalDto | null> => {
  const random = createRandom(seed + minute * 104_729);
  const [last] = await getCandles(SYMBOL, "1m", 1);
  const average = await getAveragePrice(SYMBOL);
  if (last === undefined || random() < 0.6) {
    return null;
  }
  const isLong = last.close > average === random() < 0.7;
  const price = isLong ? Math.max(last.close, average) : Math.min(last.close, average);
  const width = 0.006 + random() * 0.01;
  const side = isLong ? 1 : -1;
  const priceOpen = random() < 0.4 ? price * (1 - side * 0.003) : undefined;
  const entry = priceOpen ?? price;
  const minuteEstimatedTime = 1 + Math.floor(random() * 30);
  // An answer that covers the cut is a fault of the source and not of a candle: there the past itself would be missing.
  const isAnswerAtStake = change === "throws" || change === "an empty answer";
  if (isAnswerAtStake && minute <= cut && minute + AWAIT_MINUTES + minuteEstimatedTime > cut) {
    return null;
  }
  return {
    id: `signal-${minute}`,
    position: isLong ? "long" : "short",
    priceOpen,
    priceTakeProfit: entry * (1 + side * width),
    priceStopLoss: entry * (1 - side * width),
    minuteEstimatedTime,
  };
};

const AWAIT_MINUTES = 12;

const minuteOf = (time: number): number => (time - START) / MINUTE;

const register = (plan: Plan, recorder: Recorder, isChanged: boolean): Parameters<typeof Backtest.run>[1] => {
  const context = {
    strategyName: uniqueName("look"),
    exchangeName: uniqueName("look"),
    frameName: uniqueName("look"),
  };
  const riskName = uniqueName("look");
  const market = createMarket(plan.seed);
  const serve = createAdapter(market, isChanged ? START + plan.cut * MINUTE : Infinity, plan.change);
  const watch =
    (place: string) =>
    async (...seen: unknown[]): Promise<void> => {
      recorder.note(place, seen);
      await recorder.look(place);
    };
  const watchRisk = (place: string, params: IRiskCheckArgs): Promise<void> =>
    knownLater.run(isFill(params) ? MINUTE : 0, () => watch(place)(params));
  addExchange({
    exchangeName: context.exchangeName,
    getCandles: (symbol, interval, since, limit) => {
      recorder.arrive();
      return serve(symbol, interval, since, limit);
    },
    formatPrice: (_, price) => Promise.resolve(price.toFixed(3)),
    formatQuantity: (_, quantity) => Promise.resolve(quantity.toFixed(3)),
    callbacks: { onCandleData: (...seen) => recorder.note("onCandleData", seen) },
  });
  addFrame({
    frameName: context.frameName,
    interval: plan.step,
    startDate: new Date(START + FRAME.from * MINUTE),
    endDate: new Date(START + FRAME.to * MINUTE),
  });
  addRisk({
    riskName,
    validations: [
      async (payload) => {
        await watchRisk("validation", payload);
        if (createRandom(plan.seed + payload.timestamp / MINUTE)() < 0.2) {
          throw new RefusalError(payload);
        }
      },
    ],
    callbacks: {
      onAllowed: (_, params) => watchRisk("onAllowed", params),
      onRejected: (_, params) => watchRisk("onRejected", params),
    },
  });
  addStrategy({
    strategyName: context.strategyName,
    interval: "1m",
    riskName,
    getSignal: async (_, when) => {
      await recorder.look("getSignal");
      return await decide(plan, minuteOf(when.getTime()));
    },
    callbacks: {
      onTick: watch("onTick"),
      onOpen: watch("onOpen"),
      onClose: watch("onClose"),
      onIdle: watch("onIdle"),
      onSchedule: watch("onSchedule"),
      onCancel: watch("onCancel"),
      onWrite: watch("onWrite"),
      onPartialProfit: watch("onPartialProfit"),
      onPartialLoss: watch("onPartialLoss"),
    },
  });
  return context;
};

/** Names differ from run to run; everything else must not. */
const withoutNames = (sight: [string, unknown[]][], context: Parameters<typeof Backtest.run>[1]): string =>
  Object.values(context).reduce(
    (text, name) => text.replaceAll(`"${name}"`, '"…"').replaceAll(`=${name} `, "=… "),
    JSON.stringify(sight, null, 1),
  );

const watchRun = async (
  plan: Plan,
  isChanged: boolean,
): Promise<{ upTo: (cut: number) => string; closed: number }> => {
  const recorder = new Recorder(plan);
  const context = register(plan, recorder, isChanged);
  const listen =
    (place: string) =>
    async (event: unknown): Promise<void> => {
      recorder.note(place, event);
      await recorder.look(place);
    };
  const stops = [
    listenSignal(listen("listenSignal")),
    listenPartialProfit(listen("listenPartialProfit")),
    listenPartialLoss(listen("listenPartialLoss")),
    listenRisk((event) => knownLater.run(isFill(event) ? MINUTE : 0, () => listen("listenRisk")(event))),
    listenValidation((error) =>
      knownLater.run(error instanceof RefusalError ? error.delay : 0, () =>
        recorder.note("listenValidation", describeError(error)),
      ),
    ),
    listenError((error) => recorder.note("listenError", describeError(error))),
  ];
  let closed = 0;
  try {
    for await (const result of Backtest.run(SYMBOL, context)) {
      closed += result.action === "closed" ? 1 : 0;
    }
  } finally {
    stops.forEach((stop) => stop());
  }
  await recorder.settle();
  return { upTo: (cut) => withoutNames(recorder.upTo(cut), context), closed };
};

const plans = fc.record<Plan>({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  cut: fc.oneof(
    fc.integer({ min: FRAME.from, max: FRAME.to + 20 }),
    fc.constantFrom(FRAME.from, 1439, 1440, 1441, FRAME.to),
  ),
  chunk: fc.constantFrom(0, 1, 7, 60, 1000),
  change: fc.constantFrom(...CHANGES),
  policy: fc.constantFrom("pessimistic", "optimistic", "path"),
  step: fc.constantFrom("1m", "5m"),
});

beforeEach(() => {
  useSettings();
});

describe("H1 at the public API: the future cannot be seen", () => {
  it("property: replacing every candle not closed at a cut changes nothing that user code saw up to it", async () => {
    let closed = 0;
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        useSettings({
          CC_CANDLES_CHUNK: plan.chunk,
          CC_FILL_POLICY: plan.policy,
          CC_SCHEDULE_AWAIT_MINUTES: AWAIT_MINUTES,
          CC_GET_CANDLES_RETRY_DELAY_MS: 0,
        });
        const real = await watchRun(plan, false);
        const changed = await watchRun(plan, true);
        const cut = START + plan.cut * MINUTE;
        expect(changed.upTo(cut)).toBe(real.upTo(cut));
        closed += real.closed;
      }),
      { numRuns: 60 },
    );
    expect(closed).toBeGreaterThan(100);
  });

  it("the check itself is not blind: what is seen after the cut does change", async () => {
    const plan: Plan = {
      seed: 5,
      cut: 1400,
      chunk: 60,
      change: "other values",
      policy: "pessimistic",
      step: "1m",
    };
    useSettings({ CC_CANDLES_CHUNK: plan.chunk, CC_SCHEDULE_AWAIT_MINUTES: AWAIT_MINUTES });
    const real = await watchRun(plan, false);
    const changed = await watchRun(plan, true);
    const later = START + (plan.cut + 5) * MINUTE;
    expect(changed.upTo(later)).not.toBe(real.upTo(later));
    for (const place of ["getSignal", "onTick", "listenSignal", "validation", "onCandleData", "getCandles"]) {
      expect(real.upTo(later)).toContain(place);
    }
  });
});

describe("H1: user code that asks the container for the future", () => {
  type Attempt = (exchange: string) => unknown;

  const later = (when: Date, minutes: number): Date => new Date(when.getTime() + minutes * MINUTE);

  const WAYS: readonly [string, string, Attempt][] = [
    [
      "exchangeGlobalService.getCandles at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () => lib.exchangeGlobalService.getCandles(SYMBOL, "1m", 5, later(await getDate(), 5), true),
    ],
    [
      "exchangeGlobalService.getAveragePrice a millisecond later",
      "CONTEXT_LOOK_AHEAD",
      async () =>
        lib.exchangeGlobalService.getAveragePrice(SYMBOL, new Date((await getDate()).getTime() + 1), true),
    ],
    [
      "exchangeGlobalService.getNextCandles at its own time",
      "ENGINE_ONLY",
      async () => lib.exchangeGlobalService.getNextCandles(SYMBOL, "1m", 5, await getDate(), true),
    ],
    [
      "exchangeGlobalService.getNextCandles at an earlier time",
      "ENGINE_ONLY",
      async () =>
        lib.exchangeGlobalService.getNextCandles(SYMBOL, "1m", 50, later(await getDate(), -5), true),
    ],
    [
      "exchangeGlobalService.getNextCandles at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () => lib.exchangeGlobalService.getNextCandles(SYMBOL, "1m", 5, later(await getDate(), 5), true),
    ],
    [
      "exchangeConnectionService.getNextCandles",
      "ENGINE_ONLY",
      () => lib.exchangeConnectionService.getNextCandles(SYMBOL, "1m", 5),
    ],
    [
      "exchangeGlobalService.lookUpNextCandles at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () =>
        lib.exchangeGlobalService.lookUpNextCandles(SYMBOL, "1m", 5, later(await getDate(), 5), true),
    ],
    [
      "exchangeConnectionService.lookUpNextCandles",
      "ENGINE_ONLY",
      async () => lib.exchangeConnectionService.lookUpNextCandles(SYMBOL, "1m", 5),
    ],
    [
      "the exchange client itself",
      "ENGINE_ONLY",
      (exchangeName) =>
        lib.exchangeConnectionService.getExchange(exchangeName, true).getNextCandles(SYMBOL, "1m", 5),
    ],
    [
      "exchangeConnectionService.getClosedMinutes beyond now",
      "READ_INVALID",
      async () => {
        const now = (await getDate()).getTime();
        return lib.exchangeConnectionService.getClosedMinutes(SYMBOL, now, now + 5 * MINUTE);
      },
    ],
    [
      "ExecutionContextService.runInContext at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () => {
        const when = later(await getDate(), 1);
        return ExecutionContextService.runInContext(() => getCandles(SYMBOL, "1m", 1), {
          symbol: SYMBOL,
          when,
          backtest: true,
        });
      },
    ],
    [
      "lib.executionContextService.runInContext at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () => {
        const when = later(await getDate(), 1);
        const { executionContextService } = lib;
        return executionContextService.runInContext(() => getDate(), {
          symbol: SYMBOL,
          when,
          backtest: true,
        });
      },
    ],
    [
      "an earlier context, and from there a later one",
      "CONTEXT_LOOK_AHEAD",
      async () => {
        const when = await getDate();
        const early = { symbol: SYMBOL, when: later(when, -10), backtest: true };
        return ExecutionContextService.runInContext(
          () => ExecutionContextService.runInContext(() => getDate(), { ...early, when: later(when, -9) }),
          early,
        );
      },
    ],
    [
      "the next candles from inside of an earlier context",
      "ENGINE_ONLY",
      async () => {
        const when = later(await getDate(), -10);
        return ExecutionContextService.runInContext(
          () => lib.exchangeConnectionService.getNextCandles(SYMBOL, "1m", 30),
          { symbol: SYMBOL, when, backtest: true },
        );
      },
    ],
    [
      "strategyGlobalService.tick at a later time",
      "CONTEXT_LOOK_AHEAD",
      async () => lib.strategyGlobalService.tick(SYMBOL, later(await getDate(), 5), true),
    ],
  ];

  const outcomeOf = async (attempt: () => unknown): Promise<unknown> => {
    try {
      return await attempt();
    } catch (error) {
      return error instanceof TradingError ? error.code : error;
    }
  };

  const SIGNAL = {
    position: "long",
    priceTakeProfit: 200,
    priceStopLoss: 90,
    minuteEstimatedTime: 5,
  } as const;

  it.each(WAYS)("%s is %s in getSignal, callbacks, validations and listeners", async (_, code, attempt) => {
    const exchangeName = uniqueName("future");
    const outcomes = new Map<string, unknown>();
    const attemptIn = (place: string) => async (): Promise<void> => {
      if (!outcomes.has(place)) {
        outcomes.set(place, "running");
        outcomes.set(place, await outcomeOf(() => attempt(exchangeName)));
      }
    };
    const { schema } = createMemoryExchange(exchangeName, flatMinutes(90));
    addExchange({ ...schema, callbacks: { onCandleData: attemptIn("onCandleData") } });
    const riskName = uniqueName("future");
    const onAllowed = attemptIn("onAllowed");
    addRisk({ riskName, validations: [attemptIn("validation")], callbacks: { onAllowed } });
    const strategyName = uniqueName("future");
    addStrategy({
      strategyName,
      interval: "1m",
      riskName,
      getSignal: async () => {
        await attemptIn("getSignal")();
        return SIGNAL;
      },
      callbacks: { onTick: attemptIn("onTick"), onOpen: attemptIn("onOpen"), onClose: attemptIn("onClose") },
    });
    const frameName = uniqueName("future");
    const startDate = new Date(START + 20 * MINUTE);
    addFrame({ frameName, interval: "1m", startDate, endDate: startDate });
    const stop = listenSignal(attemptIn("listenSignal"));
    let closed = 0;
    for await (const result of Backtest.run(SYMBOL, { strategyName, exchangeName, frameName })) {
      closed += result.action === "closed" ? 1 : 0;
    }
    stop();
    const places = [
      "validation",
      "getSignal",
      "onAllowed",
      "onCandleData",
      "onClose",
      "onOpen",
      "onTick",
      "listenSignal",
    ];
    expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(places.map((place) => [place, code])));
    expect(closed).toBe(1);
  });

  it("an earlier context is allowed, and shows what was closed then", async () => {
    const seen: unknown[] = [];
    const { schema } = createMemoryExchange(uniqueName("past"), flatMinutes(90));
    addExchange(schema);
    const strategyName = uniqueName("past");
    addStrategy({
      strategyName,
      interval: "1m",
      getSignal: async (symbol, when) => {
        const context = { symbol, when: later(when, -5), backtest: true };
        seen.push(
          await ExecutionContextService.runInContext(
            async () => [await getDate(), (await getCandles(symbol, "1m", 1))[0]?.timestamp],
            context,
          ),
        );
        return null;
      },
    });
    const frameName = uniqueName("past");
    const startDate = new Date(START + 20 * MINUTE);
    addFrame({ frameName, interval: "1m", startDate, endDate: startDate });
    await Backtest.run(SYMBOL, { strategyName, exchangeName: schema.exchangeName, frameName }).next();
    expect(seen).toEqual([[new Date(START + 15 * MINUTE), START + 14 * MINUTE]]);
  });
});
