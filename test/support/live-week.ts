import { addExchange, addRisk, addStrategy, listenError, listenSignalLive, Live } from "../../src/index";
import type { GlobalConfig, IRiskValidationFn, ISignalDto, IStrategyTickResult } from "../../src/index";
import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import type { MarketFaults } from "./faulty-market";
import { FaultyMarket } from "./faulty-market";
import { useFaultyStores } from "./faulty-stores";
import { createRandom, MINUTE, START } from "./market";
import type { LiveRecording } from "./minute-driver";
import { uniqueName, useSettings } from "./run";

const SYMBOL = "BTCUSDT";

/** Minute of the first tick. */
const BEGIN = 10;

/** The strategy is silent so long before the end that nothing is held then: longer than orders wait and positions live. */
const SILENT_MINUTES = 120;

/** How long `getSignal` takes when it is slow, seconds; it may take 180. */
const DELAYS = [20, 61, 130, 179, 200, 400];

/** A live session of many minutes. */
export interface WeekPlan {
  readonly seed: number;
  readonly minutes: number;
  readonly faults: MarketFaults;
  readonly settings: Partial<GlobalConfig>;
  /** Share of store writes that fail. */
  readonly diskFaults: number;
  /** Minutes after `START` in which the run is stopped, or left and begun again some minutes later. */
  readonly stopAt?: number;
  readonly restartsAt?: readonly number[];
}

/** A call of `getSignal` whose tick has not ended. */
interface Asking {
  readonly minute: number;
  arrival: { readonly minute: number; readonly answer: ISignalDto } | null;
}

const floorToMinute = (time: number): number => Math.floor(time / MINUTE) * MINUTE;

const isTransition = ({ action }: IStrategyTickResult): boolean => action !== "idle" && action !== "active";

/** Refuses by the signal and the time it is shown, so that a wrong price or time shows up as another decision. */
export const refuseByNumbers: IRiskValidationFn = ({ currentPrice, timestamp, pendingSignal }) => {
  const number = Math.round((currentPrice + pendingSignal.priceStopLoss) * 64) + timestamp / MINUTE;
  if (number % 5 === 0) {
    throw new Error("refused by its numbers");
  }
};

/** Runs one strategy through `Live.run`, and records what playing it back needs. */
class WeekRecorder {
  public readonly clock: SimulatedClock = createSimulatedClock({ start: START + BEGIN * MINUTE + 7000 });
  public readonly market: FaultyMarket;
  public readonly transitions: IStrategyTickResult[] = [];
  public readonly outcomes = new Map<number, ISignalDto>();
  public readonly errors: unknown[] = [];
  public asked = 0;
  public arrivedLate = 0;
  private readonly random: () => number;
  private readonly names = { strategyName: uniqueName("week"), exchangeName: uniqueName("exchange") };
  private readonly told = new Set<string>();
  private asking: Asking | null = null;
  private hasDiskFailed = false;
  private isStopped = false;

  public constructor(private readonly plan: WeekPlan) {
    const { seed, minutes, faults } = plan;
    this.random = createRandom(seed);
    this.market = new FaultyMarket(createRandom(seed + 1), () => this.clock.now(), minutes, faults);
    const { exchangeName, strategyName } = this.names;
    addExchange({
      exchangeName,
      timeoutMs: 20_000,
      getCandles: this.market.getCandles,
      formatPrice: (_, price) => Promise.resolve(String(price)),
      formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
    });
    const riskName = uniqueName("risk");
    addRisk({ riskName, validations: [refuseByNumbers] });
    addStrategy({
      strategyName,
      interval: seed % 2 === 0 ? "1m" : "3m",
      riskName,
      getSignal: (_symbol, when) => this.answer(when.getTime()),
    });
    useFaultyStores((_kind, operation) => {
      const isFailing = operation === "write" && this.random() < plan.diskFaults;
      this.hasDiskFailed ||= isFailing;
      return isFailing ? { code: "ENOSPC" } : null;
    });
  }

  /** Runs it all, restarts and stop included. */
  public async record(): Promise<void> {
    const { restartsAt = [], stopAt, minutes } = this.plan;
    const stops = [
      listenError((error) => void this.errors.push(error)),
      listenSignalLive((event) => this.noteEvent(event)),
    ];
    let leave = this.begin();
    for (const minute of restartsAt) {
      await this.clock.advanceTo(START + (minute + 0.3) * MINUTE);
      await this.clock.runUntil(leave());
      await this.clock.advance(this.pick(12) * MINUTE);
      leave = this.begin();
    }
    if (stopAt !== undefined) {
      await this.clock.advanceTo(Math.max(this.clock.now(), START + (stopAt + 0.5) * MINUTE));
      this.isStopped = true;
      await Live.stop(SYMBOL, this.names.strategyName);
    }
    await this.clock.advanceTo(START + minutes * MINUTE);
    await this.clock.runUntil(leave());
    stops.forEach((stop) => stop());
  }

  /** Begins a run whose consumer is slow at times. Returns what leaves it. */
  private begin(): () => Promise<unknown> {
    const steps = Live.run(SYMBOL, this.names);
    const consume = async (): Promise<void> => {
      while ((await steps.next()).done !== true) {
        if (this.random() < 0.1) {
          await this.wait(this.pick(5) * MINUTE);
        }
      }
    };
    void consume();
    return () => steps.return();
  }

  /** What a restart tells again counts once. */
  private noteEvent(event: IStrategyTickResult): void {
    if (isTransition(event)) {
      const { id, scheduledAt } = event.signal ?? {};
      const key = JSON.stringify([event.action, id, scheduledAt]);
      if (!this.told.has(key)) {
        this.told.add(key);
        this.transitions.push(event);
      }
    }
    this.noteOutcome(event);
  }

  /** The tick has ended: decides whether the answer that arrived in it counts. */
  private noteOutcome(event: IStrategyTickResult): void {
    const { asking } = this;
    this.asking = null;
    if (!asking?.arrival) {
      return;
    }
    const { minute, answer } = asking.arrival;
    const isTaken = event.action === "opened" || event.action === "scheduled";
    const isLate = minute > asking.minute;
    this.arrivedLate += isLate ? 1 : 0;
    // What was refused counts too, unless it never got that far.
    if (isTaken || !(isLate || this.hasDiskFailed || this.isStopped)) {
      this.outcomes.set(minute, answer);
    }
  }

  private async answer(when: number): Promise<ISignalDto | null> {
    const asking: Asking = { minute: floorToMinute(when), arrival: null };
    this.asking = asking;
    this.asked += 1;
    this.hasDiskFailed = false;
    const signal = this.createSignal((asking.minute - START) / MINUTE);
    const isFailing = this.random() < 0.05;
    if (this.random() < 0.05) {
      await this.wait((DELAYS[this.pick(DELAYS.length)] ?? 0) * 1000);
    }
    if (isFailing) {
      throw new Error("the strategy fails");
    }
    if (signal !== null && this.asking === asking) {
      asking.arrival = { minute: floorToMinute(this.clock.now()), answer: signal };
    }
    return signal;
  }

  private createSignal(minute: number): ISignalDto | null {
    const close = this.market.closes[minute - 1] ?? Number.NaN;
    const sign = this.random() < 0.5 ? 1 : -1;
    const kind = this.random();
    const target = 1 + this.pick(14);
    const stop = 1 + this.pick(14);
    const life = 1 + this.pick(40);
    if (kind < 0.4 || minute > this.plan.minutes - SILENT_MINUTES) {
      return null;
    }
    const isLimit = kind < 0.7;
    const entry = isLimit ? close - sign * (this.pick(13) - 4) : close;
    return {
      position: sign === 1 ? "long" : "short",
      ...(isLimit ? { priceOpen: entry } : {}),
      ...(kind > 0.9 ? { id: `given-${this.pick(3)}` } : {}),
      priceTakeProfit: entry + sign * target,
      priceStopLoss: entry - sign * stop,
      minuteEstimatedTime: life,
    };
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimer(resolve, ms);
    });
  }

  /** A whole number from 0 to below `count`. */
  private pick(count: number): number {
    return Math.floor(this.random() * count);
  }
}

/** Runs a session to its end. Nothing is held then, unless it was stopped. */
export const recordWeek = async (plan: WeekPlan): Promise<LiveRecording> => {
  useSettings(plan.settings);
  const recorder = new WeekRecorder(plan);
  const restoreClock = setClock(recorder.clock);
  try {
    await recorder.record();
  } finally {
    restoreClock();
  }
  const { transitions, market, outcomes, errors, asked, arrivedLate } = recorder;
  const to = START + plan.minutes * MINUTE;
  return {
    transitions,
    candles: [...market.served.values()].toSorted((a, b) => a.timestamp - b.timestamp),
    outcomes,
    from: START + BEGIN * MINUTE,
    to,
    fedUntil: to,
    errors,
    asked,
    arrivedLate,
  };
};
