import {
  addExchange,
  addRisk,
  addStrategy,
  lib,
  listenError,
  listenPartialLoss,
  listenPartialProfit,
  listenSignalLive,
  Live,
} from "../../src/index";
import type {
  ISignalDto,
  IStrategyCallbacks,
  IStrategyLiveResult,
  IStrategySchema,
  IStrategyTickResult,
  PartialProfitContract,
} from "../../src/index";
import { setClock } from "../../src/utils/clock";
import type { MarketFaults } from "./faulty-market";
import { FaultyMarket } from "./faulty-market";
import type { StoreFault, StoreKind } from "./faulty-stores";
import { useFaultyStores } from "./faulty-stores";
import { createRandom, MINUTE, START } from "./market";
import { uniqueName, useSettings } from "./run";
import { createShiftedClock } from "./shifted-clock";

const SYMBOL = "BTCUSDT";

/** Minute of the first tick. */
const BEGIN = 10;

/** Longest life of a position, and longest wait of an order, minutes. */
const LONGEST_LIFE = 20;
const LONGEST_WAIT = 10;

/** Calm minutes before the places in the risk profile are counted. */
const CALM_MINUTES = 12;

const STORE_MOODS = ["fair", "fair", "down", "landing"] as const;

/** What happens from outside in a minute after the begin. */
export interface ChaosStep {
  readonly minute: number;
  readonly kind: "restart" | "stop" | "jump";
  /** Length of the outage or distance of the jump, in seconds; jumps may be negative. */
  readonly seconds: number;
}

/** Everything that will go wrong. */
export interface ChaosPlan {
  readonly seed: number;
  /** Chaotic minutes; twice, in between and after them all is calm. */
  readonly minutes: number;
  readonly strategies: number;
  /** Most positions the profile they share allows. */
  readonly limit: number;
  readonly market: MarketFaults;
  /** Shares of store calls that fail or take long. */
  readonly diskFailures: number;
  readonly diskDelays: number;
  /** Share of calls of user code that throw, reject, or take long. */
  readonly userFaults: number;
  readonly steps: readonly ChaosStep[];
}

/** Who held what and what was counted at a calm moment. */
export interface PlaceCount {
  readonly open: number;
  readonly stored: number;
  readonly counted: number;
}

/** What was left behind. */
export interface ChaosOutcome {
  /** By strategy: what its listeners saw, what its runs yielded. */
  readonly events: ReadonlyMap<string, readonly IStrategyTickResult[]>;
  readonly yielded: readonly IStrategyLiveResult[];
  readonly milestones: readonly PartialProfitContract[];
  readonly errors: readonly unknown[];
  readonly places: readonly PlaceCount[];
  readonly unhandled: readonly unknown[];
  readonly pendingTimers: number;
  readonly mostCounted: number;
  readonly haveEnded: boolean;
}

const DISK_CODES = ["ENOSPC", "EROFS", "EACCES"];

const CALLBACK_NAMES = [
  ...(["onTick", "onOpen", "onActive", "onIdle", "onClose", "onSchedule", "onCancel", "onWrite"] as const),
  ...(["onPartialProfit", "onPartialLoss"] as const),
] satisfies (keyof IStrategyCallbacks)[];

/** One strategy: its runs, one after the other. */
interface Runner {
  readonly strategyName: string;
  readonly events: IStrategyTickResult[];
  isRunning: boolean;
  leave: () => Promise<unknown>;
}

/** Runs strategies live while everything around them goes wrong. */
class ChaosDriver {
  public readonly clock = createShiftedClock(START + BEGIN * MINUTE);
  public readonly yielded: IStrategyLiveResult[] = [];
  public readonly milestones: PartialProfitContract[] = [];
  public readonly errors: unknown[] = [];
  public readonly places: PlaceCount[] = [];
  public readonly unhandled: unknown[] = [];
  /** Most positions and places a rule has ever seen; events may come later than the place is free. */
  public mostCounted = 0;
  public readonly runners: Runner[] = [];
  private readonly random: () => number;
  private readonly storeMoods = new Map<StoreKind, (typeof STORE_MOODS)[number]>();
  private readonly market: FaultyMarket;
  private readonly exchangeName = uniqueName("exchange");
  private readonly riskName = uniqueName("risk");
  private readonly stops: (() => void)[] = [];
  /** Whether the runs ended after their stop. */
  public haveEnded = false;
  private shifted = 0;
  private count = 0;

  public constructor(private readonly plan: ChaosPlan) {
    this.random = createRandom(plan.seed);
    const isCalm = (minute: number): boolean => this.isCalm(minute);
    const total = BEGIN + 2 * plan.minutes + 200;
    const getTime = (): number => this.clock.timers.now();
    this.market = new FaultyMarket(createRandom(plan.seed + 1), getTime, total, plan.market, isCalm);
    useFaultyStores((kind, operation) => this.disturbDisk(kind, operation));
    this.register();
  }

  public async run(): Promise<void> {
    const noteUnhandled = (error: unknown): void => void this.unhandled.push(error);
    process.on("unhandledRejection", noteUnhandled);
    this.listen();
    try {
      this.runners.forEach((runner) => this.begin(runner));
      for (const phase of [0, 1]) {
        await this.suffer(phase);
        await this.calmDown(phase);
      }
      await this.finish();
    } finally {
      this.stops.forEach((stop) => stop());
      process.off("unhandledRejection", noteUnhandled);
    }
  }

  /** Puts the clock right, stops everything, and waits as long as anything may take. */
  private async finish(): Promise<void> {
    this.clock.shift(-this.shifted);
    this.shifted = 0;
    await this.clock.timers.advance(2 * MINUTE);
    await this.stopAll();
    await this.clock.timers.advance((LONGEST_LIFE + LONGEST_WAIT + 5) * MINUTE);
    this.haveEnded = this.runners.every(({ isRunning }) => !isRunning);
    // Runs that are stopped before they begin put right what is left, and open nothing.
    this.runners.forEach((runner) => this.begin(runner));
    await this.stopAll();
    await this.clock.timers.advance(MINUTE);
    await this.clock.timers.runUntil(this.countPlaces());
  }

  /** After each of the two chaotic phases, in minutes after `START`. */
  private isCalm(minute: number): boolean {
    const { minutes } = this.plan;
    const since = minute - BEGIN;
    const second = minutes + CALM_MINUTES;
    return (since >= minutes && since < second) || since >= second + minutes;
  }

  private get isChaos(): boolean {
    return !this.isCalm((this.clock.timers.now() - START) / MINUTE);
  }

  /** Whether user code does something bad now. */
  private get isBad(): boolean {
    return this.isChaos && this.random() < this.plan.userFaults;
  }

  private async stopAll(): Promise<void> {
    await Promise.all(this.runners.map(({ strategyName }) => Live.stop(SYMBOL, strategyName)));
  }

  private findStart(phase: number): number {
    return START + (BEGIN + phase * (this.plan.minutes + CALM_MINUTES)) * MINUTE;
  }

  private async moveTo(time: number): Promise<void> {
    await this.clock.timers.advanceTo(Math.max(this.clock.timers.now(), time));
  }

  /** Lets what was late come, then counts. */
  private async calmDown(phase: number): Promise<void> {
    await this.moveTo(this.findStart(phase + 1) - MINUTE / 2);
    // A run that ended while the disk was bad could not give back its place; its next one does.
    if (!this.isChaos && this.runners.every(({ isRunning }) => isRunning)) {
      await this.clock.timers.runUntil(this.countPlaces());
    }
  }

  private async suffer(phase: number): Promise<void> {
    const { minutes, steps } = this.plan;
    const start = this.findStart(phase);
    const end = start + minutes * MINUTE;
    const own = steps.filter(({ minute }) => Math.floor(minute / minutes) === phase);
    for (const step of own.toSorted((a, b) => a.minute - b.minute)) {
      const time = start + (step.minute - phase * minutes + 0.4) * MINUTE;
      await this.moveTo(time);
      await this.take(step, end);
    }
    await this.moveTo(end);
  }

  /** @param end - outages end then at the latest, ms */
  private async take({ kind, seconds }: ChaosStep, end: number): Promise<void> {
    if (kind === "jump") {
      this.clock.shift(seconds * 1000);
      this.shifted += seconds * 1000;
      return;
    }
    if (kind === "stop") {
      await this.stopAll();
      return;
    }
    await this.clock.timers.runUntil(this.forget());
    await this.moveTo(Math.min(end, this.clock.timers.now() + seconds * 1000));
    this.runners.forEach((runner) => this.begin(runner));
  }

  /** Leaves all runs and drops everything but the stores. */
  private async forget(): Promise<void> {
    await Promise.all(this.runners.map(({ leave }) => leave()));
    await lib.strategyGlobalService.clear(false);
    await lib.riskGlobalService.clear(false);
    lib.partialConnectionService.getPartial.clear();
  }

  private begin(runner: Runner): void {
    const { strategyName } = runner;
    const steps = Live.run(SYMBOL, { strategyName, exchangeName: this.exchangeName });
    runner.isRunning = true;
    runner.leave = () => steps.return();
    const consume = async (): Promise<void> => {
      for (let step = await steps.next(); step.done !== true; step = await steps.next()) {
        this.yielded.push(step.value);
        await this.wait(this.isBad ? this.random() * 200_000 : 0);
      }
      runner.isRunning = false;
    };
    void consume();
  }

  /** Counts the open positions as told, and the places as stored and as a rule would see them. */
  private async countPlaces(): Promise<void> {
    const { exchangeName, riskName } = this;
    const stored = await lib.riskConnectionService.riskPersistence.read(riskName);
    await lib.riskGlobalService.checkSignal(
      {
        ...{ symbol: "PROBE", strategyName: "probe", exchangeName, currentPrice: 1, timestamp: 0 },
        pendingSignal: {
          ...{ position: "long", priceTakeProfit: 2, priceStopLoss: 0.5, minuteEstimatedTime: 1 },
        },
      },
      { riskName, backtest: false },
    );
    this.places.push({ open: this.countOpen(), stored: stored.length, counted: this.count });
  }

  private countOpen(): number {
    return this.runners.filter(({ events }) => this.findOpen(events) !== null).length;
  }

  private findOpen(events: readonly IStrategyTickResult[]): string | null {
    const last = events.findLast(({ action }) => action === "opened" || action === "closed");
    return last?.action === "opened" ? last.signal.id : null;
  }

  private listen(): void {
    const guard =
      <T>(note: (event: T) => void) =>
      async (event: T): Promise<void> => {
        note(event);
        await this.misbehave("late");
      };
    this.stops.push(
      listenSignalLive(
        guard((event) => {
          const runner = this.runners.find(({ strategyName }) => strategyName === event.strategyName);
          if (event.action !== "idle" && event.action !== "active") {
            runner?.events.push(event);
          }
        }),
      ),
      listenError(guard((error) => void this.errors.push(error))),
      listenPartialProfit(guard((event) => void this.milestones.push(event))),
      listenPartialLoss(guard((event) => void this.milestones.push(event))),
    );
  }

  /** Sometimes throws, or takes so long that ticks are missed; `"never"` may also never come back. */
  private async misbehave(worst: "late" | "never"): Promise<void> {
    if (!this.isBad) {
      return;
    }
    const mood = this.random();
    if (mood < 0.5) {
      await this.wait(this.random() * 100_000);
    } else if (mood < 0.7 && worst === "never") {
      await new Promise(() => undefined);
    } else if (worst === "never" || mood < 0.6) {
      throw new Error("user code fails");
    }
  }

  /** Each store has moods of its own: it may be down for a while, or write and say that it has not. */
  private disturbDisk(kind: StoreKind, operation: "read" | "write"): StoreFault | null {
    const { diskFailures, diskDelays } = this.plan;
    if (!this.isChaos) {
      return null;
    }
    if (diskFailures > 0 && this.random() < 0.2) {
      this.storeMoods.set(kind, STORE_MOODS[this.pick(STORE_MOODS.length)] ?? "fair");
    }
    const mood = this.storeMoods.get(kind) ?? "fair";
    const share = mood === "fair" ? diskFailures : 0.9;
    const isFailing = this.random() < (operation === "write" ? share : diskFailures / 4);
    const code = DISK_CODES[this.pick(DISK_CODES.length)];
    return {
      ...(isFailing && code !== undefined && { code, isLanding: mood === "landing" }),
      ...(this.random() < diskDelays && { delayMs: this.random() * 90_000 }),
    };
  }

  private register(): void {
    const { plan, riskName, exchangeName } = this;
    addExchange({
      exchangeName,
      timeoutMs: 20_000,
      getCandles: this.market.getCandles,
      formatPrice: (_, price) => Promise.resolve(String(price)),
      formatQuantity: (_, quantity) => Promise.resolve(String(quantity)),
    });
    addRisk({
      riskName,
      validations: [
        async ({ activePositionCount, symbol }) => {
          this.count = activePositionCount;
          this.mostCounted = Math.max(this.mostCounted, activePositionCount);
          await this.misbehave("never");
          if (activePositionCount >= plan.limit && symbol === SYMBOL) {
            throw new Error("too many positions");
          }
        },
      ],
    });
    for (let index = 0; index < plan.strategies; index += 1) {
      const strategyName = uniqueName("chaos");
      addStrategy({
        strategyName,
        interval: "1m",
        riskName,
        getSignal: this.createGetSignal(),
        callbacks: this.createCallbacks(),
      });
      const leave = (): Promise<undefined> => Promise.resolve(undefined);
      this.runners.push({ strategyName, events: [], isRunning: false, leave });
    }
  }

  private createCallbacks(): Partial<IStrategyCallbacks> {
    return Object.fromEntries(
      CALLBACK_NAMES.map((name) => [
        name,
        () => {
          if (this.isBad && this.random() < 0.3) {
            throw new Error("a callback fails at once");
          }
          return this.misbehave("never");
        },
      ]),
    );
  }

  private createGetSignal(): IStrategySchema["getSignal"] {
    return async (_symbol, when) => {
      const signal = this.createSignal(when.getTime());
      // A call that never comes back would silence the strategy for good.
      await this.misbehave("late");
      return signal;
    };
  }

  private createSignal(when: number): ISignalDto | null {
    const close = this.market.closes[Math.floor((when - START) / MINUTE) - 1];
    const sign = this.random() < 0.5 ? 1 : -1;
    const kind = this.random();
    const [target, stop] = [1 + this.pick(10), 1 + this.pick(10)];
    if (kind < 0.3 || close === undefined) {
      return null;
    }
    const isLimit = kind < 0.65;
    const entry = isLimit ? close - sign * (this.pick(10) - 3) : close;
    return {
      position: sign === 1 ? "long" : "short",
      ...(isLimit ? { priceOpen: entry } : {}),
      priceTakeProfit: entry + sign * target,
      priceStopLoss: entry - sign * stop,
      minuteEstimatedTime: 1 + this.pick(LONGEST_LIFE),
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

/** Carries out a plan, to an end in calm weather. */
export const sufferChaos = async (plan: ChaosPlan): Promise<ChaosOutcome> => {
  useSettings({
    CC_SCHEDULE_AWAIT_MINUTES: LONGEST_WAIT,
    CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
    CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
    CC_GET_CANDLES_RETRY_COUNT: 2,
    CC_GET_CANDLES_RETRY_DELAY_MS: 3000,
  });
  const driver = new ChaosDriver(plan);
  const restoreClock = setClock(driver.clock);
  try {
    await driver.run();
  } finally {
    restoreClock();
  }
  const { yielded, milestones, errors, places, unhandled, mostCounted, haveEnded, runners, clock } = driver;
  const events = new Map(runners.map((runner) => [runner.strategyName, runner.events]));
  const { pendingTimers } = clock.timers;
  return { events, yielded, milestones, errors, places, unhandled, pendingTimers, mostCounted, haveEnded };
};
