import { lib, listenError, MethodContextService } from "../../src/index";
import type {
  GlobalConfig,
  ICandleData,
  IRiskSchema,
  ISignalDto,
  IStrategySchema,
  IStrategyTickResult,
} from "../../src/index";
import { addExchange, addRisk, addStrategy } from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { MINUTE, START } from "./market";
import { runBacktest, uniqueName, useSettings } from "./run";

const SYMBOL = "BTCUSDT";

/** A candle of a live source. */
export interface SourceCandle {
  readonly candle: ICandleData;
  /** When the source shows it at the earliest, ms; it never shows it before the candles that open earlier. */
  readonly availableAt: number;
  /** Whether the engine must not use it. */
  readonly isFaulty: boolean;
}

/** How a call of `getSignal` ends. */
export interface PlannedAnswer {
  readonly answer: ISignalDto | null | Error;
  /** How long it takes, ms. */
  readonly delay: number;
}

/** A live session: what the market and the strategy will do. */
export interface LiveSession {
  /** Ascending. A minute that is not in it is a hole. */
  readonly source: readonly SourceCandle[];
  readonly settings: Partial<GlobalConfig>;
  readonly interval: IStrategySchema["interval"];
  readonly validations: NonNullable<IRiskSchema["validations"]>;
  /** Instants of the ticks in minutes after `START`, ascending, with fractions. */
  readonly ticks: readonly number[];
  /** Instant at which the strategy is stopped, in minutes after `START`. */
  readonly stopAt?: number;
  /** What the strategy says when it is asked in a minute after `START`. */
  answerAt(minute: number): PlannedAnswer;
  /** Whether the next adapter call fails. */
  failsAt(minute: number): boolean;
}

/** What a live session left behind. */
export interface LiveRecording {
  /** Everything but idle and active ticks. */
  readonly transitions: readonly IStrategyTickResult[];
  /** Every candle the adapter ever served. */
  readonly candles: readonly ICandleData[];
  /** By machine minute (ms): the last outcome of `getSignal` that counts. */
  readonly outcomes: ReadonlyMap<number, ISignalDto>;
  /** Machine minute of the first and of the last tick, ms. */
  readonly from: number;
  readonly to: number;
  /** End of the last minute the session has fed, ms; what was decided later is nobody's promise. */
  readonly fedUntil: number;
  readonly errors: readonly unknown[];
  /** Calls of `getSignal`, and answers that arrived after their minute. */
  readonly asked: number;
  readonly arrivedLate: number;
}

const floorToMinute = (time: number): number => Math.floor(time / MINUTE) * MINUTE;

const isTransition = ({ action }: IStrategyTickResult): boolean => action !== "idle" && action !== "active";

/** Whether a tick found something in a minute it fed, after which the same minute is ticked again. */
const isFoundInFedMinute = (result: IStrategyTickResult): boolean =>
  result.action === "closed" ||
  result.action === "cancelled" ||
  (result.action === "opened" && result.signal.entry === "limit");

/** Drives one strategy live, tick by tick, under a clock of its own, and records what playing it back needs. */
class LiveDriver {
  public readonly clock = createSimulatedClock({ start: START });
  public readonly served = new Map<number, ICandleData>();
  public readonly transitions: IStrategyTickResult[] = [];
  public readonly outcomes = new Map<number, ISignalDto>();
  public readonly errors: unknown[] = [];
  public asked = 0;
  public arrivedLate = 0;
  private readonly context = {
    strategyName: uniqueName("strategy"),
    exchangeName: uniqueName("exchange"),
    frameName: "",
  };
  private readonly riskName = uniqueName("risk");
  private hasAdapterFailed = false;
  /** The answer that arrived in the running tick. */
  private arrival: { minute: number; answer: ISignalDto; isUsable: boolean } | null = null;
  private tickCount = 0;

  public constructor(private readonly session: LiveSession) {
    const { exchangeName, strategyName } = this.context;
    addExchange({
      exchangeName,
      getCandles: (_symbol, _interval, since, limit) => this.serve(since.getTime(), limit),
      formatPrice: (_, price) => Promise.resolve(String(price)),
      formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
    });
    addRisk({ riskName: this.riskName, validations: session.validations });
    addStrategy({
      strategyName,
      interval: session.interval,
      riskName: this.riskName,
      getSignal: (_symbol, when) => this.answer(when.getTime()),
    });
  }

  public async tickAll(): Promise<void> {
    const { ticks, stopAt = Infinity } = this.session;
    let isStopped = false;
    for (const minute of ticks) {
      const when = START + minute * MINUTE;
      if (minute >= stopAt && !isStopped) {
        isStopped = true;
        await this.clock.advanceTo(Math.max(this.clock.now(), START + stopAt * MINUTE));
        await this.stop();
      }
      // A tick that ran on into later minutes has swallowed their ticks.
      if (when >= this.clock.now()) {
        await this.clock.advanceTo(when);
        await this.tickMinute(when);
      }
    }
  }

  /** End of the last minute fed, ms; the machine minute `to` when nothing is held. */
  public findFedUntil(to: number): number {
    const { strategyName } = this.context;
    return lib.strategyGlobalService.getOutlook(false, SYMBOL, strategyName).nextMinute ?? to;
  }

  public async clear(): Promise<void> {
    const { strategyName } = this.context;
    await lib.strategyGlobalService.clear(false, { symbol: SYMBOL, strategyName });
  }

  private async stop(): Promise<void> {
    const { strategyName } = this.context;
    await lib.strategyGlobalService.stop(false, { symbol: SYMBOL, strategyName });
  }

  private async tickMinute(when: number): Promise<void> {
    for (;;) {
      const result = await this.tickOnce(when);
      if (result === null || !isTransition(result)) {
        return;
      }
      this.transitions.push(result);
      if (!isFoundInFedMinute(result)) {
        return;
      }
    }
  }

  private async tickOnce(when: number): Promise<IStrategyTickResult | null> {
    this.tickCount += 1;
    this.arrival = null;
    this.hasAdapterFailed = false;
    try {
      const tick = MethodContextService.runInContext(
        () => lib.strategyGlobalService.tick(SYMBOL, new Date(when), false),
        this.context,
      );
      const result = await this.clock.runUntil(tick);
      this.record(result);
      return result;
    } catch (error) {
      this.errors.push(error);
      return null;
    } finally {
      this.tickCount += 1;
    }
  }

  private record(result: IStrategyTickResult): void {
    const { arrival } = this;
    if (arrival === null) {
      return;
    }
    // An adapter that fails while a late answer is booked costs the answer.
    if (isTransition(result) || (arrival.isUsable && !this.hasAdapterFailed)) {
      this.outcomes.set(arrival.minute, arrival.answer);
    }
  }

  /** Whether the newest minute closed at `minute` can be used now. */
  private isNewestThere(minute: number): boolean {
    const newest = this.session.source.find(({ candle }) => candle.timestamp === minute - MINUTE);
    return newest !== undefined && !newest.isFaulty && newest.availableAt <= this.clock.now();
  }

  private async answer(when: number): Promise<ISignalDto | null> {
    const { tickCount } = this;
    const asked = floorToMinute(when);
    const { answer, delay } = this.session.answerAt((asked - START) / MINUTE);
    this.asked += 1;
    this.outcomes.delete(asked);
    if (delay > 0) {
      await new Promise<void>((resolve) => this.clock.setTimer(resolve, delay));
    }
    if (answer instanceof Error) {
      throw answer;
    }
    const minute = floorToMinute(this.clock.now());
    const isLate = minute > asked;
    if (tickCount === this.tickCount) {
      this.arrivedLate += isLate ? 1 : 0;
      this.outcomes.delete(minute);
      const isUsable = !isLate || this.isNewestThere(minute);
      this.arrival = answer === null ? null : { minute, answer, isUsable };
    }
    return answer;
  }

  private serve(since: number, limit: number): Promise<ICandleData[]> {
    const now = this.clock.now();
    if (this.session.failsAt((floorToMinute(now) - START) / MINUTE)) {
      this.hasAdapterFailed = true;
      return Promise.reject(new Error("the exchange is down"));
    }
    const candles: ICandleData[] = [];
    for (const { candle, availableAt } of this.session.source) {
      if (availableAt > now) {
        break;
      }
      if (candle.timestamp >= since && candle.timestamp < since + limit * MINUTE) {
        candles.push(candle);
        this.served.set(candle.timestamp, candle);
      }
    }
    return Promise.resolve(candles);
  }
}

/** Runs a live session to its end. */
export const recordLive = async (session: LiveSession): Promise<LiveRecording> => {
  useSettings(session.settings);
  const driver = new LiveDriver(session);
  const restoreClock = setClock(driver.clock);
  const stopErrors = listenError((error) => void driver.errors.push(error));
  const from = START + Math.floor(session.ticks[0] ?? 0) * MINUTE;
  const to = START + Math.floor(session.ticks.at(-1) ?? 0) * MINUTE;
  try {
    await driver.tickAll();
    return {
      transitions: driver.transitions,
      candles: [...driver.served.values()].toSorted((a, b) => a.timestamp - b.timestamp),
      outcomes: driver.outcomes,
      from,
      to,
      fedUntil: driver.findFedUntil(to),
      errors: driver.errors,
      asked: driver.asked,
      arrivedLate: driver.arrivedLate,
    };
  } finally {
    await driver.clear();
    stopErrors();
    restoreClock();
  }
};

/**
 * Plays a recording back as a back-test on a 1m frame.
 * @param now - the wall clock of the back-test, ms
 * @returns its transitions, and the errors it reported
 */
export const playBack = async (
  recording: LiveRecording,
  { settings, validations }: Pick<LiveSession, "settings" | "validations">,
  now: number,
): Promise<{ transitions: IStrategyTickResult[]; errors: unknown[] }> => {
  useSettings(settings);
  const riskName = uniqueName("risk");
  addRisk({ riskName, validations });
  const restoreClock = setClock(createSimulatedClock({ start: now }));
  try {
    const { events, errors } = await runBacktest({
      minutes: recording.candles,
      from: (recording.from - START) / MINUTE,
      to: (recording.to - START) / MINUTE,
      strategy: {
        riskName,
        getSignal: (_symbol, when) => Promise.resolve(recording.outcomes.get(when.getTime()) ?? null),
      },
    });
    return { transitions: events.filter(isTransition), errors };
  } finally {
    restoreClock();
  }
};
