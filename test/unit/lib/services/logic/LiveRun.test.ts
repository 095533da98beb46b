import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IStrategyLiveResult, IStrategyTickResult, PerformanceContract } from "../../../../../src/index";
import { listenError, listenPerformance } from "../../../../../src/index";
import { LiveRun } from "../../../../../src/lib/services/logic/LiveRun";
import { MinuteAlarm } from "../../../../../src/lib/services/logic/MinuteAlarm";
import type { SimulatedClock } from "../../../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { MINUTE, START } from "../../../../support/market";
import { SILENT_COLLECTOR } from "../../../../support/silent-collector";
import { createIdle, createResult } from "./live-results";

const SECOND = 1000;

const CONTEXT = Object.freeze({ strategyName: "strategy", exchangeName: "exchange", frameName: "" });

type TickAnswer = IStrategyTickResult | Error | null;

/** What ticks answer, in order; idle when nothing is left. */
type Script = ((when: number) => TickAnswer | Promise<TickAnswer>)[];

let clock: SimulatedClock;
let restoreClock: () => void;
const stops: (() => void)[] = [];

/** A run over strategies that answer by a script. */
const createRun = (script: Script = []) => {
  const ticks: number[] = [];
  const outlook = { isStopped: false, isHeld: false };
  const warnings: unknown[] = [];
  const alarm = new MinuteAlarm();
  const exit = new AbortController();
  exit.signal.addEventListener("abort", () => alarm.wake());
  const services = {
    runCollector: SILENT_COLLECTOR,
    loggerService: { warn: (...args: unknown[]) => void warnings.push(args) },
    strategyGlobalService: {
      tick: async (_symbol: string, when: Date): Promise<IStrategyTickResult> => {
        ticks.push(when.getTime() - START);
        const answer = await script.shift()?.(when.getTime());
        if (answer instanceof Error) {
          throw answer;
        }
        return answer ?? createIdle();
      },
      getOutlook: () => ({
        held: outlook.isHeld ? createResult("opened", START).signal : null,
        nextMinute: null,
        isStopped: outlook.isStopped,
        quietUntil: Number.NEGATIVE_INFINITY,
        hearsIdle: false,
      }),
    },
  };
  const run = new LiveRun("BTCUSDT", CONTEXT, services, alarm, exit.signal);
  const yielded: IStrategyLiveResult[] = [];
  const state = { isOver: false };
  const consume = async (slowness = 0): Promise<void> => {
    for await (const result of run.ticks()) {
      yielded.push(result);
      if (slowness > 0) {
        await new Promise<void>((resolve) => clock.setTimer(resolve, slowness));
      }
    }
    state.isOver = true;
  };
  return { alarm, exit, outlook, ticks, warnings, yielded, state, consume };
};

/** Takes so long on the clock, then answers. */
const after =
  (ms: number, answer: TickAnswer = null): Script[number] =>
  () =>
    new Promise((resolve) => clock.setTimer(() => resolve(answer), ms));

beforeEach(() => {
  clock = createSimulatedClock({ start: START + 20 * SECOND });
  restoreClock = setClock(clock);
});

afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
  restoreClock();
});

describe("LiveRun: when it ticks (pitfall 56)", () => {
  it("at once, then on minute boundaries", async () => {
    const { ticks, consume, exit } = createRun();
    void consume();
    await clock.advanceTo(START + 3 * MINUTE);
    expect(ticks).toEqual([20 * SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE]);
    exit.abort();
    await clock.advance(0);
    expect(clock.pendingTimers).toBe(0);
  });

  it("a tick of ten seconds does not shift the next one", async () => {
    const { ticks, consume, exit } = createRun([after(10 * SECOND), after(10 * SECOND), after(10 * SECOND)]);
    void consume();
    await clock.advanceTo(START + 3 * MINUTE);
    expect(ticks).toEqual([20 * SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE]);
    exit.abort();
    await clock.advance(0);
  });

  it("a tick longer than a minute is followed by the next boundary; what it ran over is skipped", async () => {
    const { ticks, consume, exit } = createRun([after(2.5 * MINUTE)]);
    void consume();
    await clock.advanceTo(START + 4 * MINUTE);
    expect(ticks).toEqual([20 * SECOND, 3 * MINUTE, 4 * MINUTE]);
    exit.abort();
    await clock.advance(0);
  });

  it("a slow consumer delays the next tick, which comes on a boundary again", async () => {
    const { ticks, consume, exit } = createRun([() => createResult("opened", START)]);
    void consume(100 * SECOND);
    await clock.advanceTo(START + 4 * MINUTE);
    expect(ticks).toEqual([20 * SECOND, 3 * MINUTE, 4 * MINUTE]);
    exit.abort();
    await clock.advance(0);
  });
});

describe("LiveRun: one minute", () => {
  it("is ticked again after each transition found in a minute that has passed, until there is none", async () => {
    const { ticks, yielded, consume, exit } = createRun([
      () => createResult("opened", START - 5 * MINUTE),
      () => createResult("closed", START - 3 * MINUTE),
      () => createResult("scheduled", START - 2 * MINUTE),
      () => createResult("cancelled", START - MINUTE),
    ]);
    void consume();
    await clock.advance(SECOND);
    expect(ticks).toEqual(Array.from({ length: 5 }, () => 20 * SECOND));
    // A waiting order is nobody's position yet.
    expect(yielded.map(({ action }) => action)).toEqual(["opened", "closed", "cancelled"]);
    exit.abort();
    await clock.advance(0);
  });

  it("is over when what was found belongs to it", async () => {
    const { ticks, consume, exit } = createRun([() => createResult("opened", START)]);
    void consume();
    await clock.advance(SECOND);
    expect(ticks).toEqual([20 * SECOND]);
    exit.abort();
    await clock.advance(0);
  });

  it("yields cancelled results, which have no pnl (pitfall 57)", async () => {
    const { yielded, consume, exit } = createRun([() => createResult("cancelled", START)]);
    void consume();
    await clock.advance(SECOND);
    expect(yielded).toMatchObject([{ action: "cancelled", reason: "timeout" }]);
    expect(yielded[0]).not.toHaveProperty("pnl");
    exit.abort();
    await clock.advance(0);
  });

  it("that fails is reported, and the next minute is tried", async () => {
    const errors: unknown[] = [];
    stops.push(listenError((error) => void errors.push(error)));
    const failure = new Error("the exchange is down");
    const { ticks, warnings, yielded, consume, exit } = createRun([
      () => failure,
      () => failure,
      () => createResult("opened", START + 2 * MINUTE),
    ]);
    void consume();
    await clock.advanceTo(START + 2 * MINUTE);
    expect(errors).toEqual([failure, failure]);
    expect(warnings).toHaveLength(2);
    expect(ticks).toEqual([20 * SECOND, MINUTE, 2 * MINUTE]);
    expect(yielded).toHaveLength(1);
    exit.abort();
    await clock.advance(0);
  });

  it("a listener for errors that throws or hangs for a while ends nothing", async () => {
    stops.push(
      listenError(async () => {
        await new Promise<void>((resolve) => clock.setTimer(resolve, 90 * SECOND));
        throw new Error("the listener fails too");
      }),
    );
    const { ticks, consume, exit } = createRun([() => new Error("once")]);
    void consume();
    await clock.advanceTo(START + 3 * MINUTE);
    expect(ticks).toEqual([20 * SECOND, 2 * MINUTE, 3 * MINUTE]);
    exit.abort();
    await clock.advance(0);
  });
});

describe("LiveRun: how it ends (pitfalls 55, 72)", () => {
  it("a stopped strategy that holds nothing ends it, at once when it is woken", async () => {
    const { ticks, outlook, alarm, state, consume } = createRun();
    void consume();
    await clock.advance(5 * SECOND);
    outlook.isStopped = true;
    alarm.wake();
    await clock.advance(0);
    expect(state.isOver).toBe(true);
    expect(ticks).toEqual([20 * SECOND, 25 * SECOND]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("a stopped strategy that holds a position is ticked until it holds none", async () => {
    const { ticks, outlook, alarm, state, consume } = createRun();
    Object.assign(outlook, { isStopped: true, isHeld: true });
    void consume();
    alarm.wake();
    await clock.advanceTo(START + 2 * MINUTE);
    expect(state.isOver).toBe(false);
    outlook.isHeld = false;
    await clock.advanceTo(START + 3 * MINUTE);
    expect(state.isOver).toBe(true);
    expect(ticks.at(-1)).toBe(3 * MINUTE);
  });

  it("is left after the step under way, and does not tick again", async () => {
    const { ticks, yielded, exit, state, consume } = createRun([
      after(10 * SECOND, createResult("closed", START - MINUTE)),
    ]);
    void consume();
    await clock.advance(SECOND);
    exit.abort();
    await clock.advance(30 * SECOND);
    expect(yielded).toHaveLength(1);
    expect(ticks).toHaveLength(1);
    expect(state.isOver).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it("never begins when it was left before", async () => {
    const { ticks, exit, state, consume } = createRun();
    exit.abort();
    await consume();
    expect(state.isOver).toBe(true);
    expect(ticks).toEqual([]);
  });
});

describe("LiveRun: timings", () => {
  it("tells of each tick that has not failed, with the time of the one before", async () => {
    const seen: PerformanceContract[] = [];
    stops.push(listenPerformance((event) => void seen.push(event)));
    const { consume, exit } = createRun([after(10 * SECOND), () => new Error("fails")]);
    void consume();
    await clock.advanceTo(START + 2 * MINUTE);
    exit.abort();
    await clock.advance(0);
    const { strategyName, exchangeName } = CONTEXT;
    const run = { metricType: "live_tick", backtest: false, symbol: "BTCUSDT", strategyName, exchangeName };
    expect(seen).toEqual([
      { ...run, timestamp: START + 30 * SECOND, previousTimestamp: null, duration: 10 * SECOND },
      { ...run, timestamp: START + 2 * MINUTE, previousTimestamp: START + 30 * SECOND, duration: 0 },
    ]);
  });
});
