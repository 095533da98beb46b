import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  addFrame,
  Backtest,
  getMode,
  lib,
  listenPartialLoss,
  listenPartialProfit,
  listenSignal,
  listenSignalBacktest,
  listenSignalLive,
  Live,
  PersistRiskAdapter,
  PersistSignalAdapter,
} from "../../src/index";
import type {
  ICandleData,
  ISignalDto,
  IStrategyBacktestResult,
  IStrategyLiveResult,
  IStrategyTickResult,
} from "../../src/index";
import type { LiveStage } from "../support/live-stage";
import { at, setLiveStage } from "../support/live-stage";
import { MINUTE, walkMinutes } from "../support/market";
import { toComparable } from "../support/replay-diff";
import { uniqueName, useSettings } from "../support/run";

/** The back-test plays minutes 10 to 150, the live run begins in minute 200. */
const FRAME_END = 150;
const LIVE_BEGIN = 200;
const LIVE_END = 290;

const MINUTES: readonly ICandleData[] = walkMinutes(400, 5, at(0), 0.4);

/** Both modes give the same ids, so that whatever is shared by id would be shared by them. */
const createSignal = (when: Date): ISignalDto => {
  const minute = (when.getTime() - at(0)) / MINUTE;
  const close = MINUTES[Math.floor(minute) - 1]?.close ?? Number.NaN;
  const sign = minute % 3 === 0 ? -1 : 1;
  return {
    id: `signal ${Math.floor(minute) % 10}`,
    position: sign === 1 ? "long" : "short",
    ...(minute % 2 === 0 ? {} : { priceOpen: close * (1 - sign * 0.002) }),
    priceTakeProfit: close * (1 + sign * 0.02),
    priceStopLoss: close * (1 - sign * 0.02),
    minuteEstimatedTime: 15,
  };
};

interface Scene {
  readonly live: LiveStage;
  readonly frameName: string;
  /** By mode: what rules, `getSignal` and listeners saw. */
  readonly seen: Record<"live" | "backtest", { counts: number[]; asked: number[]; milestones: number[] }>;
  readonly events: IStrategyTickResult[];
  readonly backtestEvents: IStrategyTickResult[];
  readonly liveEvents: IStrategyTickResult[];
}

const stops: (() => void)[] = [];
const stages: LiveStage[] = [];

const setScene = (): Scene => {
  const createSeen = () => ({ counts: [], asked: [], milestones: [] });
  const seen: Scene["seen"] = { live: createSeen(), backtest: createSeen() };
  const live = setLiveStage({
    minutes: MINUTES,
    from: LIVE_BEGIN,
    strategy: {
      getSignal: async (_symbol, when) => {
        seen[await getMode()].asked.push(when.getTime());
        return createSignal(when);
      },
    },
    validations: [
      async ({ activePositionCount }) => {
        seen[await getMode()].counts.push(activePositionCount);
        // One position in each mode: they would shut each other out.
        if (activePositionCount > 0) {
          throw new Error("only one position");
        }
      },
    ],
  });
  stages.push(live);
  const frameName = uniqueName("frame");
  addFrame({ frameName, interval: "1m", startDate: new Date(at(10)), endDate: new Date(at(FRAME_END)) });
  const scene: Scene = { live, frameName, seen, events: [], backtestEvents: [], liveEvents: [] };
  const noteMilestone = ({ backtest, timestamp }: { backtest: boolean; timestamp: number }): void => {
    seen[backtest ? "backtest" : "live"].milestones.push(timestamp);
  };
  stops.push(
    listenSignal((event) => void scene.events.push(event)),
    listenSignalBacktest((event) => void scene.backtestEvents.push(event)),
    listenSignalLive((event) => void scene.liveEvents.push(event)),
    listenPartialProfit(noteMilestone),
    listenPartialLoss(noteMilestone),
  );
  return scene;
};

const runBacktest = ({ live, frameName }: Scene) => Backtest.run(live.symbol, { ...live.context, frameName });

type Results = readonly (IStrategyBacktestResult | IStrategyLiveResult)[];

const compare = (results: Results): object[] => results.map(toComparable);

const tearDown = async (): Promise<void> => {
  stops.splice(0).forEach((stop) => stop());
  for (const live of stages.splice(0)) {
    await live.end();
  }
};

const playBacktestAlone = async (): Promise<{ results: Results; scene: Scene }> => {
  const scene = setScene();
  const results: IStrategyBacktestResult[] = [];
  for await (const result of runBacktest(scene)) {
    results.push(result);
  }
  await tearDown();
  return { results, scene };
};

const playLiveAlone = async (): Promise<{ results: Results; scene: Scene }> => {
  const scene = setScene();
  const { results } = scene.live.collect();
  await scene.live.moveTo(LIVE_END);
  await tearDown();
  return { results, scene };
};

/** Both at once: after each result of the back-test the live run goes on by some minutes. */
const playTogether = async (
  look: (scene: Scene) => Promise<void> | void = () => undefined,
): Promise<{ live: Results; backtest: Results; scene: Scene }> => {
  const scene = setScene();
  const live = scene.live.collect();
  await scene.live.settle();
  const backtest: IStrategyBacktestResult[] = [];
  let minute = LIVE_BEGIN;
  for await (const result of runBacktest(scene)) {
    backtest.push(result);
    minute = Math.min(LIVE_END, minute + 7);
    await scene.live.moveTo(minute);
    await look(scene);
  }
  await scene.live.moveTo(LIVE_END);
  return { live: live.results, backtest, scene };
};

beforeEach(() => {
  useSettings({
    CC_SCHEDULE_AWAIT_MINUTES: 6,
    CC_MIN_TAKEPROFIT_DISTANCE_PERCENT: 0,
    CC_MIN_STOPLOSS_DISTANCE_PERCENT: 0,
  });
});

afterEach(tearDown);

describe("live and back-test never share a client", () => {
  it("one strategy on one symbol, live and as a back-test at once: both have the results of separate runs", async () => {
    const backtest = await playBacktestAlone();
    const live = await playLiveAlone();
    const together = await playTogether();
    expect(compare(together.backtest)).toEqual(compare(backtest.results));
    expect(compare(together.live)).toEqual(compare(live.results));
    expect(together.backtest.length).toBeGreaterThan(8);
    expect(together.live.length).toBeGreaterThan(8);
    const { seen } = together.scene;
    expect(seen.backtest).toEqual(backtest.scene.seen.backtest);
    expect(seen.live).toEqual(live.scene.seen.live);
    expect(seen.backtest.milestones.length).toBeGreaterThan(5);
    expect(seen.live.milestones.length).toBeGreaterThan(5);
    expect([...seen.live.counts, ...seen.backtest.counts].every((count) => count === 0)).toBe(true);
    expect(together.scene.live.errors).toEqual([]);
  });

  it("each hears its own events alone, the common listener both", async () => {
    const { scene } = await playTogether();
    expect(scene.backtestEvents.every(({ backtest }) => backtest)).toBe(true);
    expect(scene.liveEvents.some(({ backtest }) => backtest)).toBe(false);
    expect(scene.events).toHaveLength(scene.backtestEvents.length + scene.liveEvents.length);
    const isOld = ({ signal }: IStrategyTickResult): boolean => (signal?.scheduledAt ?? 0) < at(LIVE_BEGIN);
    expect(scene.backtestEvents.every(isOld)).toBe(true);
    expect(scene.liveEvents.filter(({ signal }) => signal !== null).some(isOld)).toBe(false);
  });

  it("they have clients of their own: strategy, exchange, risk profile and milestones", async () => {
    let looks = 0;
    const milestoneModes = new Set<string>();
    const noteTrackers = (): void => {
      const modes = lib.partialConnectionService.getPartial.keys().map((key) => key.split(":").at(-1));
      milestoneModes.add([...new Set(modes)].toSorted().join(" and "));
    };
    stops.push(listenPartialProfit(noteTrackers), listenPartialLoss(noteTrackers));
    await playTogether(({ live }) => {
      looks += 1;
      const { strategyName, exchangeName } = live.context;
      const pairs = [
        lib.strategyConnectionService.getStrategy.get(`${live.symbol}:${strategyName}:live`),
        lib.strategyConnectionService.getStrategy.get(`${live.symbol}:${strategyName}:backtest`),
        lib.exchangeConnectionService.getExchange.get(`${exchangeName}:live`),
        lib.exchangeConnectionService.getExchange.get(`${exchangeName}:backtest`),
        lib.riskConnectionService.getRisk.get(`${live.riskName}:live`),
        lib.riskConnectionService.getRisk.get(`${live.riskName}:backtest`),
      ];
      expect(pairs).not.toContain(undefined);
      expect(new Set(pairs).size).toBe(pairs.length);
    });
    expect(looks).toBeGreaterThan(8);
    expect([...milestoneModes]).toContain("backtest and live");
  });

  it("the back-test stores nothing, and what the live run has stored outlives it", async () => {
    const scene = setScene();
    const { live } = scene;
    live.collect();
    await live.moveTo(LIVE_BEGIN + 1);
    const read = async (): Promise<unknown[]> => [
      await PersistSignalAdapter.readSignalData(live.symbol, live.context.strategyName),
      await PersistRiskAdapter.readPositionData(live.riskName),
    ];
    const before = await read();
    expect(before).toMatchObject([{ pendingAt: at(LIVE_BEGIN) }, { length: 1 }]);
    for await (const { backtest } of runBacktest(scene)) {
      expect(backtest).toBe(true);
      expect(await read()).toEqual(before);
    }
    expect(await read()).toEqual(before);
    expect(
      lib.strategyConnectionService.getStrategy.has(`${live.symbol}:${live.context.strategyName}:live`),
    ).toBe(true);
  });

  it("a stop of one leaves the other alone", async () => {
    const scene = setScene();
    const { live } = scene;
    const collected = live.collect();
    await live.settle();
    let count = 0;
    for await (const result of runBacktest(scene)) {
      count += result.backtest ? 1 : 0;
      if (count === 2) {
        await Backtest.stop(live.symbol, live.context.strategyName);
      }
    }
    expect(count).toBe(2);
    await live.moveTo(LIVE_BEGIN + 40);
    expect(collected.isOver).toBe(false);
    expect(collected.results.length).toBeGreaterThan(2);
    await Live.stop(live.symbol, live.context.strategyName);
    const alone = await playTwoResults(scene);
    expect(alone).toBe(2);
  });
});

/** A back-test that begins after the live run was stopped is not stopped. */
const playTwoResults = async (scene: Scene): Promise<number> => {
  let count = 0;
  for await (const { backtest } of runBacktest(scene)) {
    count += backtest ? 1 : 0;
    if (count === 2) {
      break;
    }
  }
  return count;
};
