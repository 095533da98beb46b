import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  addExchange,
  addFrame,
  addRisk,
  addStrategy,
  Backtest,
  getAveragePrice,
  lib,
  Live,
  listenDoneLive,
  listenError,
  listenPartialProfit,
  listenSignalBacktest,
  listenSignalLive,
  PersistBase,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../src/index";
import type {
  EntityId,
  ICandleData,
  IRiskSchema,
  ISignalRow,
  IStrategyCallbacks,
  IStrategySchema,
  IStrategyTickResult,
} from "../../src/index";
import type { SimulatedClock } from "../../src/testing/simulated-clock";
import { createMemoryPersist } from "../../src/testing/memory-persist";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, flatMinutes, MINUTE, setMinute, START } from "../support/market";
import { useMemoryStores } from "../support/memory-stores";
import { uniqueName, useSettings } from "../support/run";
import { codeOf } from "../support/trial";

const SYMBOL = "BTCUSDT";
const at = (minute: number): number => START + minute * MINUTE;

let clock: SimulatedClock;
let restoreClock: () => void;
let detach: (() => void)[];

beforeEach(() => {
  useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1 });
  useMemoryStores();
  clock = createSimulatedClock({ start: at(60) });
  restoreClock = setClock(clock);
  detach = [];
});

afterEach(async () => {
  await Live.shutdown();
  detach.forEach((stop) => stop());
  restoreClock();
});

/** A live strategy that writes down what happens to it. */
interface Bot {
  readonly strategyName: string;
  readonly exchangeName: string;
  /** Callbacks and what they were called with, as text. */
  readonly calls: string[];
  readonly events: IStrategyTickResult[];
  readonly errors: unknown[];
  /** Starts it and lets it work to a minute. */
  runTo(minute: number): Promise<void>;
}

interface BotOptions {
  readonly minutes?: ICandleData[];
  readonly getSignal?: IStrategySchema["getSignal"];
  readonly risk?: Omit<IRiskSchema, "riskName">;
  readonly names?: Pick<Bot, "strategyName" | "exchangeName"> & { readonly riskName?: string };
}

const minuteOf = (time: number): number => (time - START) / MINUTE;

const createCallbacks = (calls: string[]): Partial<IStrategyCallbacks> => ({
  onActive: (_symbol, row, price) => void calls.push(`onActive ${row.id} @${price}`),
  onSchedule: (_symbol, row, price) => void calls.push(`onSchedule ${row.id} @${price}`),
  onOpen: (_symbol, row) => void calls.push(`onOpen ${row.id} @${row.priceOpen}`),
  onClose: (_symbol, row, price) => void calls.push(`onClose ${row.id} @${price}`),
  onCancel: (_symbol, row) => void calls.push(`onCancel ${row.id}`),
  onPartialProfit: (_symbol, _row, _price, percent) => void calls.push(`profit ${Math.round(percent)}`),
});

const createBot = ({ minutes = flatMinutes(200), getSignal, risk, names }: BotOptions = {}): Bot => {
  const strategyName = names?.strategyName ?? uniqueName("bot");
  const exchangeName = names?.exchangeName ?? uniqueName("exchange");
  const calls: string[] = [];
  const events: IStrategyTickResult[] = [];
  const errors: unknown[] = [];
  const { schema } = createMemoryExchange(exchangeName, minutes);
  addExchange({
    ...schema,
    getCandles: async (...args) =>
      (await schema.getCandles(...args)).filter(({ timestamp }) => timestamp + MINUTE <= clock.now()),
  });
  const riskName = names?.riskName ?? uniqueName("risk");
  if (!lib.riskSchemaService.has(riskName)) {
    addRisk({ riskName, ...risk });
  }
  addStrategy({
    strategyName,
    interval: "1m",
    riskName,
    getSignal: getSignal ?? (() => Promise.resolve(null)),
    callbacks: createCallbacks(calls),
  });
  detach.push(
    listenSignalLive((event) => {
      if (event.strategyName === strategyName) {
        events.push(event);
      }
    }),
    listenError((error) => void errors.push(error)),
  );
  return {
    strategyName,
    exchangeName,
    calls,
    events,
    errors,
    runTo: async (minute) => {
      Live.background(SYMBOL, { strategyName, exchangeName });
      await clock.advanceTo(at(minute));
    },
  };
};

/** A row as an earlier process would have stored it. */
const createRow = (
  { strategyName, exchangeName }: Pick<Bot, "strategyName" | "exchangeName">,
  changes: Partial<ISignalRow> = {},
): ISignalRow => ({
  id: "stored",
  position: "long",
  note: "kept",
  priceOpen: 100,
  priceTakeProfit: 110,
  priceStopLoss: 90,
  minuteEstimatedTime: 120,
  strategyName,
  exchangeName,
  symbol: SYMBOL,
  scheduledAt: at(50),
  pendingAt: at(50),
  _isScheduled: false,
  entry: "market",
  ...changes,
});

const storePosition = (bot: Bot, changes: Partial<ISignalRow> = {}): Promise<void> =>
  PersistSignalAdapter.writeSignalData(createRow(bot, changes), SYMBOL, bot.strategyName);

const storeOrder = (bot: Bot, changes: Partial<ISignalRow> = {}): Promise<void> =>
  PersistScheduleAdapter.writeScheduleData(
    createRow(bot, { priceOpen: 98, entry: "limit", _isScheduled: true, ...changes }),
    SYMBOL,
    bot.strategyName,
  );

const transitionsOf = ({ events }: Bot): unknown[] =>
  events
    .filter(({ action }) => action !== "idle" && action !== "active")
    .map((event) => [
      event.action,
      event.signal?.id,
      "closeTimestamp" in event ? minuteOf(event.closeTimestamp) : null,
      event.currentPrice,
    ]);

describe("a stored position is taken up at a live start", () => {
  it("onActive gets it at once, with the VWAP; onOpen does not; it is watched on", async () => {
    const bot = createBot();
    await storePosition(bot);
    await bot.runTo(62);
    expect(bot.calls).toEqual(["onActive stored @100"]);
    expect(bot.events.map(({ action }) => action)).toEqual(["active", "active", "active"]);
    expect(bot.errors).toEqual([]);
  });

  it.each([
    ["take profit", { high: 111 }, {}, 110],
    ["stop loss", { low: 89 }, {}, 90],
    [
      "take profit of a short",
      { low: 89 },
      { position: "short", priceTakeProfit: 90, priceStopLoss: 110 },
      90,
    ],
    [
      "stop loss of a short",
      { high: 111 },
      { position: "short", priceTakeProfit: 90, priceStopLoss: 110 },
      110,
    ],
  ] as const)("a touch while nobody was there is found: %s", async (_, touch, changes, price) => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 52, touch);
    const bot = createBot({ minutes });
    await storePosition(bot, changes);
    await bot.runTo(60);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 52, price]]);
    expect(bot.calls).toEqual(["onActive stored @100", `onClose stored @${price}`]);
    expect(await PersistSignalAdapter.readSignalData(SYMBOL, bot.strategyName)).toBeNull();
  });

  it("one that expired while nobody was there closes at that instant (pitfall 70)", async () => {
    const bot = createBot();
    await storePosition(bot, { minuteEstimatedTime: 5 });
    await bot.runTo(60);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 55, 100]]);
  });

  it("a row without times is watched from the last closed minute on and does not expire", async () => {
    const minutes = flatMinutes(400);
    setMinute(minutes, 30, { high: 120 });
    setMinute(minutes, 300, { high: 120 });
    const bot = createBot({ minutes });
    const {
      pendingAt: _pendingAt,
      scheduledAt: _scheduledAt,
      _isScheduled,
      ...row
    } = createRow(bot, {
      minuteEstimatedTime: 5,
    });
    await Reflect.apply(PersistSignalAdapter.writeSignalData, undefined, [row, SYMBOL, bot.strategyName]);
    await bot.runTo(310);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 300, 110]]);
    expect(bot.errors).toEqual([]);
  });

  it("progress of the replayed minutes is told for the newest one only; stored milestones are not repeated", async () => {
    const minutes = flatMinutes(200);
    for (let minute = 52; minute < 70; minute += 1) {
      setMinute(minutes, minute, { price: minute < 58 ? 102 : 104.1 });
    }
    const bot = createBot({ minutes });
    await storePosition(bot);
    await PersistPartialAdapter.writePartialData(
      { stored: { profitLevels: [10, 20], lossLevels: [] }, stale: { profitLevels: [90], lossLevels: [] } },
      SYMBOL,
      bot.strategyName,
    );
    const levels: number[] = [];
    detach.push(listenPartialProfit(({ level }) => void levels.push(level)));
    await bot.runTo(63);
    expect(bot.calls.filter((call) => call.startsWith("profit"))).toHaveLength(4);
    expect(levels).toEqual([30, 40]);
    expect(await PersistPartialAdapter.readPartialData(SYMBOL, bot.strategyName)).toEqual({
      stored: { profitLevels: [10, 20, 30, 40], lossLevels: [] },
    });
  });

  it.each(["__proto__", "constructor", "plain"])(
    "milestones of the id %j are not repeated by the next process",
    async (id) => {
      const minutes = flatMinutes(200);
      for (let minute = 58; minute < 80; minute += 1) {
        setMinute(minutes, minute, { price: 103.1 });
      }
      const bot = createBot({ minutes });
      await storePosition(bot, { id });
      const levels: number[] = [];
      detach.push(listenPartialProfit(({ level }) => void levels.push(level)));
      await bot.runTo(64);
      await Live.shutdown();
      await bot.runTo(70);
      expect(levels).toEqual([10, 20, 30]);
    },
  );

  it("its place in the risk profile is made sure of, with the row, and given back at the close (pitfalls 84, 85)", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 63, { high: 111 });
    const riskName = uniqueName("risk");
    const names = { strategyName: uniqueName("bot"), exchangeName: uniqueName("exchange"), riskName };
    const bot = createBot({ minutes, names });
    await storePosition(bot);
    await bot.runTo(61);
    expect(await PersistRiskAdapter.readPositionData(riskName)).toMatchObject([
      [`${bot.strategyName}:${SYMBOL}`, { signal: { id: "stored" }, openTimestamp: at(50) }],
    ]);
    await clock.advanceTo(at(64));
    expect(await PersistRiskAdapter.readPositionData(riskName)).toEqual([]);
  });

  it("a place in the profile without a position, left by a crash, is given back (pitfall 84)", async () => {
    const riskName = uniqueName("risk");
    const names = { strategyName: uniqueName("bot"), exchangeName: uniqueName("exchange"), riskName };
    const bot = createBot({ names });
    const row = createRow(bot, { minuteEstimatedTime: 1000 });
    const { symbol, strategyName, exchangeName } = row;
    await PersistRiskAdapter.writePositionData(
      [
        [
          `${strategyName}:${symbol}`,
          { signal: row, symbol, strategyName, exchangeName, openTimestamp: at(50) },
        ],
        [
          `other:${symbol}`,
          { signal: row, symbol, strategyName: "other", exchangeName, openTimestamp: at(50) },
        ],
        [
          `gone:${symbol}`,
          {
            signal: { ...row, minuteEstimatedTime: 5 },
            symbol,
            strategyName: "gone",
            exchangeName,
            openTimestamp: at(50),
          },
        ],
      ],
      riskName,
    );
    await bot.runTo(60);
    const positions = await PersistRiskAdapter.readPositionData(riskName);
    expect(positions.map(([key]) => key)).toEqual([`other:${symbol}`]);
  });
});

describe("a stored order is taken up at a live start", () => {
  it("onSchedule gets it, with the VWAP, and it waits on (no event says scheduled again)", async () => {
    const bot = createBot();
    await storeOrder(bot);
    await bot.runTo(61);
    expect(bot.calls).toEqual(["onSchedule stored @100"]);
    expect(transitionsOf(bot)).toEqual([]);
  });

  it("a fill while nobody was there is found, and what came after it", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 52, { low: 97 });
    setMinute(minutes, 54, { high: 111 });
    const bot = createBot({ minutes });
    await storeOrder(bot);
    await bot.runTo(60);
    expect(transitionsOf(bot)).toEqual([
      ["opened", "stored", null, 98],
      ["closed", "stored", 54, 110],
    ]);
    expect(bot.calls).toEqual(["onSchedule stored @100", "onOpen stored @98", "onClose stored @110"]);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
  });

  it("beside its own position it is what a crash at the fill has left, and is erased (pitfall 46)", async () => {
    const bot = createBot();
    await storeOrder(bot);
    await storePosition(bot, { priceOpen: 98, entry: "limit", pendingAt: at(55) });
    await bot.runTo(61);
    expect(bot.calls.filter((call) => !call.startsWith("profit"))).toEqual(["onActive stored @100"]);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
  });

  it("a stop before the first tick cancels it at once (pitfall 71)", async () => {
    const bot = createBot();
    await storeOrder(bot);
    const dones: unknown[] = [];
    detach.push(listenDoneLive((event) => void dones.push(event)));
    const { strategyName, exchangeName } = bot;
    Live.background(SYMBOL, { strategyName, exchangeName });
    await Live.stop(SYMBOL, strategyName);
    await clock.advance(0);
    expect(transitionsOf(bot)).toEqual([["cancelled", "stored", 60, 100]]);
    expect(dones).toEqual([{ strategyName, exchangeName, symbol: SYMBOL, backtest: false }]);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, strategyName)).toBeNull();
  });
});

describe("a transition that may not have been heard of is told again, and no other", () => {
  it("closed: same id, price and time, whatever the candles say now; then the row is erased", async () => {
    const bot = createBot();
    const { _version, ...row } = { ...createRow(bot), _version: 1 };
    await PersistSignalAdapter.writeSignalData(
      {
        ...row,
        _transition: {
          action: "closed",
          currentPrice: 107,
          closeReason: "take_profit",
          closeTimestamp: at(57),
          pnl: { pnlPercentage: 6.5, priceOpen: 100, priceClose: 107 },
        },
      },
      SYMBOL,
      bot.strategyName,
    );
    await bot.runTo(60);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 57, 107]]);
    expect(bot.calls).toEqual(["onClose stored @107"]);
    expect(bot.events[0]).toMatchObject({ pnl: { pnlPercentage: 6.5 } });
    expect(await PersistSignalAdapter.readSignalData(SYMBOL, bot.strategyName)).toBeNull();
  });

  it.each(["timeout", "stopped", "risk"] as const)(
    "cancelled (%s): the order does not wait again",
    async (reason) => {
      const minutes = flatMinutes(200);
      setMinute(minutes, 61, { low: 97 });
      const bot = createBot({ minutes });
      const order = createRow(bot, { priceOpen: 98, entry: "limit", _isScheduled: true });
      await PersistScheduleAdapter.writeScheduleData(
        { ...order, _transition: { action: "cancelled", currentPrice: 99, reason, closeTimestamp: at(57) } },
        SYMBOL,
        bot.strategyName,
      );
      await bot.runTo(63);
      expect(transitionsOf(bot)).toEqual([["cancelled", "stored", 57, 99]]);
      expect(bot.calls).toEqual(["onCancel stored"]);
      expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
    },
  );

  it("scheduled: the event comes again, onSchedule once, and the order waits on", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 61, { low: 97 });
    const bot = createBot({ minutes });
    const order = createRow(bot, { priceOpen: 98, entry: "limit", _isScheduled: true });
    await PersistScheduleAdapter.writeScheduleData(
      { ...order, _transition: { action: "scheduled", currentPrice: 99 } },
      SYMBOL,
      bot.strategyName,
    );
    await bot.runTo(62);
    expect(transitionsOf(bot)).toEqual([
      ["scheduled", "stored", null, 99],
      ["opened", "stored", null, 98],
    ]);
    expect(bot.calls.filter((call) => call.startsWith("onSchedule"))).toEqual(["onSchedule stored @99"]);
  });
});

describe("ids of the user survive a restart", () => {
  const signal = {
    id: "mine",
    position: "long",
    priceTakeProfit: 110,
    priceStopLoss: 90,
    minuteEstimatedTime: 3,
  } as const;

  it("one that was accepted and has ended is not opened again by the next process", async () => {
    const bot = createBot({ getSignal: () => Promise.resolve(signal) });
    await bot.runTo(70);
    expect(transitionsOf(bot)).toEqual([
      ["opened", "mine", null, 100],
      ["closed", "mine", 63, 100],
    ]);
    await Live.shutdown();
    await bot.runTo(80);
    expect(transitionsOf(bot)).toHaveLength(2);
  });

  it("one that is still open is not opened again either", async () => {
    const bot = createBot({ getSignal: () => Promise.resolve(signal) });
    await bot.runTo(61);
    await Live.shutdown();
    await bot.runTo(75);
    expect(transitionsOf(bot)).toEqual([
      ["opened", "mine", null, 100],
      ["closed", "mine", 63, 100],
    ]);
  });

  it("one that risk refused at its fill may come again", async () => {
    const minutes = flatMinutes(200);
    setMinute(minutes, 62, { low: 97 });
    let refuses = true;
    const bot = createBot({
      minutes,
      risk: {
        validations: [
          ({ currentPrice }) => {
            if (refuses && currentPrice === 98) {
              throw new Error("no");
            }
          },
        ],
      },
      getSignal: (_symbol, when) =>
        Promise.resolve(when.getTime() === at(60) ? { ...signal, priceOpen: 98 } : refuses ? null : signal),
    });
    await bot.runTo(64);
    await Live.shutdown();
    refuses = false;
    await bot.runTo(66);
    expect(transitionsOf(bot)).toEqual([
      ["scheduled", "mine", null, 100],
      ["cancelled", "mine", 62, expect.any(Number)],
      ["opened", "mine", null, expect.any(Number)],
    ]);
  });
});

describe("what is stored and is not ours, or cannot be trusted", () => {
  it.each([{ exchangeName: "elsewhere" }, { strategyName: "somebody" }])(
    "a row of %j is not used and not overwritten; nothing is opened in its place (pitfalls 66, 69)",
    async (changes) => {
      const bot = createBot({
        getSignal: () =>
          Promise.resolve({
            position: "long",
            priceTakeProfit: 110,
            priceStopLoss: 90,
            minuteEstimatedTime: 3,
          }),
      });
      await storePosition(bot, changes);
      await bot.runTo(62);
      expect(bot.calls).toEqual([]);
      expect(transitionsOf(bot)).toEqual([]);
      expect(bot.errors.map(codeOf)).toContain("PERSIST_ROW_FOREIGN");
      expect(await PersistSignalAdapter.readSignalData(SYMBOL, bot.strategyName)).toMatchObject({
        id: "stored",
        ...changes,
      });
    },
  );

  it("a position of somebody else does not keep our own order from being taken up (pitfall 69)", async () => {
    const bot = createBot();
    await storePosition(bot, { exchangeName: "elsewhere" });
    await storeOrder(bot);
    await bot.runTo(61);
    expect(bot.calls).toEqual(["onSchedule stored @100"]);
  });

  it.each([
    ["a text price", { priceOpen: "100" }],
    ["no id", { id: undefined }],
    ["a stop on the wrong side", { priceStopLoss: 120 }],
    ["a later version", { _version: 2 }],
    ["a time before all times", { pendingAt: -1 }],
    ["a time no date can show", { pendingAt: 1e300 }],
  ])(
    "a row with %s fails every tick with PERSIST_DOCUMENT_BROKEN and opens nothing (pitfall 70)",
    async (_, changes) => {
      const bot = createBot({ getSignal: () => expect.unreachable() });
      class Fixed {
        public waitForInit(): Promise<void> {
          return Promise.resolve();
        }
        public hasValue(): Promise<boolean> {
          return Promise.resolve(true);
        }
        public readValue(): Promise<unknown> {
          return Promise.resolve({ ...createRow(bot), ...changes });
        }
        public writeValue(): Promise<void> {
          return Promise.resolve();
        }
      }
      PersistSignalAdapter.usePersistSignalAdapter(Fixed);
      await bot.runTo(62);
      expect(bot.errors.map(codeOf)).toEqual(Array(3).fill("PERSIST_DOCUMENT_BROKEN"));
      expect(transitionsOf(bot)).toEqual([]);
    },
  );
});

describe("what existing adapters rely on", () => {
  /** Says that nothing is stored, and fails when it is read all the same. */
  class EmptyStore {
    public writes: [EntityId, unknown][] = [];
    public waitForInit = (): Promise<void> => Promise.resolve();
    public hasValue = (): Promise<boolean> => Promise.resolve(false);
    public readValue = (): Promise<never> => Promise.reject(new Error("not there"));
    public writeValue = (entityId: EntityId, entity: unknown): Promise<void> => {
      this.writes.push([entityId, entity]);
      return Promise.resolve();
    };
    public deleteValue = (): never => expect.unreachable();
  }

  it("empty stores: nothing is restored and getSignal is asked in the first tick", async () => {
    PersistSignalAdapter.usePersistSignalAdapter(EmptyStore);
    PersistScheduleAdapter.usePersistScheduleAdapter(EmptyStore);
    let asked = 0;
    const bot = createBot({
      getSignal: () => {
        asked += 1;
        return Promise.resolve(null);
      },
    });
    await bot.runTo(60);
    expect(asked).toBe(1);
    expect(bot.calls).toEqual([]);
    expect(bot.errors).toEqual([]);
  });

  it("a new order is never written to the signal adapter", async () => {
    const written: unknown[] = [];
    PersistSignalAdapter.usePersistSignalAdapter(
      class extends EmptyStore {
        public override writeValue = (entityId: EntityId, entity: unknown): Promise<void> => {
          written.push([entityId, entity]);
          return Promise.resolve();
        };
      },
    );
    const bot = createBot({
      getSignal: () =>
        Promise.resolve({
          position: "long",
          priceOpen: 98,
          priceTakeProfit: 110,
          priceStopLoss: 90,
          minuteEstimatedTime: 3,
        }),
    });
    await bot.runTo(63);
    expect(bot.calls).toHaveLength(1);
    expect(bot.calls[0]).toMatch(/^onSchedule/);
    expect(written).toEqual([]);
  });

  it("an adapter may ask for the average price while it reads", async () => {
    const prices: number[] = [];
    const bot = createBot();
    const row = createRow(bot, { pendingAt: at(40) });
    PersistSignalAdapter.usePersistSignalAdapter(
      class extends EmptyStore {
        public override hasValue = (): Promise<boolean> => Promise.resolve(true);
        public override readValue = async (): Promise<never> => {
          prices.push(await getAveragePrice(SYMBOL));
          return row as never;
        };
      },
    );
    await bot.runTo(60);
    expect(prices).toEqual([100]);
    expect(bot.calls).toEqual(["onActive stored @100"]);
    expect(bot.errors).toEqual([]);
  });
});

describe("what goes wrong while a position is held", () => {
  const always = (): ReturnType<IStrategySchema["getSignal"]> =>
    Promise.resolve({
      position: "long",
      priceTakeProfit: 110,
      priceStopLoss: 90,
      minuteEstimatedTime: 2,
    });

  it("milestones that cannot be trusted any more: the position is watched to its end, then nothing opens", async () => {
    const bot = createBot({ getSignal: always });
    await storePosition(bot, { minuteEstimatedTime: 12 });
    PersistPartialAdapter.usePersistPartialAdapter(
      class {
        public waitForInit = (): Promise<void> => Promise.resolve();
        public hasValue = (): Promise<boolean> => Promise.resolve(true);
        public readValue = (): Promise<unknown> => Promise.resolve({ stored: "torn" });
        public writeValue = (): Promise<void> => Promise.resolve();
      },
    );
    await bot.runTo(66);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 62, 100]]);
    expect(bot.errors.length).toBeGreaterThanOrEqual(4);
    expect(new Set(bot.errors.map(codeOf))).toEqual(new Set(["PERSIST_DOCUMENT_BROKEN"]));
  });

  it.each([
    ["order", SYMBOL],
    ["last id", "last-signal-id"],
  ])(
    "a %s that cannot be read beside a sound position: the position is watched to its end, then nothing opens until it is repaired",
    async (_, brokenId) => {
      const bot = createBot({ getSignal: always });
      await storePosition(bot, { minuteEstimatedTime: 12 });
      let isBroken = true;
      class Torn extends createMemoryPersist() {
        public override async hasValue(entityId: EntityId): Promise<boolean> {
          return (isBroken && entityId === brokenId) || (await super.hasValue(entityId));
        }
        public override async readValue<T>(entityId: EntityId): Promise<T> {
          return isBroken && entityId === brokenId ? ("torn" as T) : await super.readValue<T>(entityId);
        }
      }
      PersistScheduleAdapter.usePersistScheduleAdapter(Torn);
      await bot.runTo(66);
      expect(bot.calls).toEqual(["onActive stored @100", "onClose stored @100"]);
      expect(transitionsOf(bot)).toEqual([["closed", "stored", 62, 100]]);
      expect(bot.errors.length).toBeGreaterThanOrEqual(7);
      expect(new Set(bot.errors.map(codeOf))).toEqual(new Set(["PERSIST_DOCUMENT_BROKEN"]));
      isBroken = false;
      const reported = bot.errors.length;
      await clock.advanceTo(at(67));
      expect(bot.events.at(-1)?.action).toBe("opened");
      expect(bot.errors).toHaveLength(reported);
    },
  );

  it.each([undefined, 98])(
    "a write that landed and was reported as failed is erased before anything else opens (limit %s)",
    async (priceOpen) => {
      const Memory = createMemoryPersist();
      let failures = 1;
      class Liar extends Memory {
        public override async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
          await super.writeValue(entityId, entity);
          if (entity !== null && (failures -= 1) >= 0) {
            throw new Error("the folder could not be synced");
          }
        }
      }
      PersistSignalAdapter.usePersistSignalAdapter(Liar);
      PersistScheduleAdapter.usePersistScheduleAdapter(Liar);
      let isAsked = false;
      const bot = createBot({
        getSignal: async () => {
          const signal = isAsked ? null : await always();
          isAsked = true;
          return signal && { ...signal, priceOpen };
        },
      });
      await bot.runTo(62);
      expect(transitionsOf(bot)).toEqual([]);
      expect(await PersistSignalAdapter.readSignalData(SYMBOL, bot.strategyName)).toBeNull();
      expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
    },
  );
});

describe("one position and one end for each id", () => {
  const limitOnce = (id?: string): IStrategySchema["getSignal"] => {
    let isAsked = false;
    return () => {
      const signal = isAsked
        ? null
        : ({
            position: "long",
            priceOpen: 98,
            priceTakeProfit: 120,
            priceStopLoss: 90,
            minuteEstimatedTime: 3,
            ...(id !== undefined && { id }),
          } as const);
      isAsked = true;
      return Promise.resolve(signal);
    };
  };

  /** A process that ends and starts again: the clients are gone, the documents stay. */
  const restart = async (bot: Bot, minute: number): Promise<void> => {
    await Live.shutdown();
    await bot.runTo(minute);
  };

  it.each(["given", undefined])(
    "an order that could not be erased before its position closed does not fill again (id %s)",
    async (id) => {
      let isDown = false;
      class Full extends createMemoryPersist() {
        public override async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
          if (isDown) {
            throw new Error("full");
          }
          await super.writeValue(entityId, entity);
        }
      }
      PersistScheduleAdapter.usePersistScheduleAdapter(Full);
      const minutes = flatMinutes(200);
      setMinute(minutes, 62, { low: 97 });
      const bot = createBot({ minutes, getSignal: limitOnce(id) });
      await bot.runTo(62.5);
      isDown = true;
      await clock.advanceTo(at(75));
      const told = transitionsOf(bot).map((transition) => (transition as unknown[])[0]);
      expect(told).toEqual(["scheduled", "opened", "closed"]);
      isDown = false;
      await restart(bot, 90);
      expect(transitionsOf(bot).filter((event) => (event as unknown[])[0] === "opened")).toHaveLength(1);
      expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
      expect(await PersistSignalAdapter.readSignalData(SYMBOL, bot.strategyName)).toBeNull();
    },
  );

  it("an order with the id of the last signal that ended is over", async () => {
    const bot = createBot();
    const strategyName = bot.strategyName;
    await storeOrder(bot, { id: "ended" });
    await lib.strategyGlobalService.strategyConnectionService.strategyPersistence.writeLastId("ended", {
      symbol: SYMBOL,
      strategyName,
      exchangeName: bot.exchangeName,
    });
    await bot.runTo(61);
    expect(bot.calls).toEqual([]);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, strategyName)).toBeNull();
  });

  it("of a position and the cancelled order of its id the position counts, and nobody hears of a cancel", async () => {
    const bot = createBot();
    await storePosition(bot, { id: "X" });
    await storeOrder(bot, {
      id: "X",
      _transition: { action: "cancelled", currentPrice: 98, reason: "risk", closeTimestamp: at(55) },
    } as never);
    await bot.runTo(61);
    expect(bot.calls).toEqual(["onActive X @100"]);
    expect(transitionsOf(bot)).toEqual([]);
    expect(await PersistScheduleAdapter.readScheduleData(SYMBOL, bot.strategyName)).toBeNull();
  });

  it.each(["_version", "_transition", "_isIdMadeUp"])(
    "a signal with a field %s of its own does not break the documents",
    async (field) => {
      const bot = createBot({
        getSignal: () =>
          Promise.resolve({
            position: "long",
            priceTakeProfit: 110,
            priceStopLoss: 90,
            minuteEstimatedTime: 20,
            [field]: field === "_version" ? 2 : "mine",
          } as never),
        risk: { validations: [] },
      });
      await bot.runTo(62);
      await restart(bot, 92);
      expect(bot.errors).toEqual([]);
      expect(transitionsOf(bot).map((event) => (event as unknown[])[0])).toContain("closed");
    },
  );

  it("after an attempt to open over a foreign row the strategy goes on being asked", async () => {
    let asked = 0;
    const bot = createBot({
      getSignal: () => {
        asked += 1;
        return Promise.resolve({
          position: "long",
          priceTakeProfit: 110,
          priceStopLoss: 90,
          minuteEstimatedTime: 3,
        });
      },
    });
    await storePosition(bot, { strategyName: "somebody" });
    await bot.runTo(65);
    expect(asked).toBe(6);
    expect(new Set(bot.errors.map(codeOf))).toEqual(new Set(["PERSIST_ROW_FOREIGN"]));
    expect(bot.events.map(({ action }) => action)).toEqual(Array(6).fill("idle"));
  });
});

describe("a risk profile counts in one process (pitfall 111)", () => {
  const hour = 3600;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "profiles-"));
    PersistRiskAdapter.usePersistRiskAdapter(
      class extends PersistBase {
        public constructor(entityName: string) {
          super(entityName, folder);
        }
      },
    );
  });

  afterEach(async () => {
    await Live.shutdown();
    await rm(folder, { recursive: true, force: true });
  });

  const lockOf = (riskName: string): string => join(folder, riskName, ".lock");
  const createNames = (riskName: string) => ({
    strategyName: uniqueName("bot"),
    exchangeName: uniqueName("exchange"),
    riskName,
  });
  const start = ({ strategyName, exchangeName }: Bot, signal: AbortSignal): void =>
    void Live.background(SYMBOL, { strategyName, exchangeName }, { signal });
  const isThere = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );
  /** Somebody on another machine, who has just shown itself. */
  const lockElsewhere = async (riskName: string): Promise<void> => {
    await mkdir(join(folder, riskName), { recursive: true });
    const holder = { pid: 1, host: "elsewhere", startedAt: null, copy: "x" };
    await writeFile(lockOf(riskName), JSON.stringify(holder));
  };

  it("each tick shows that it is used, also when nothing happens; the last run that uses it gives it back", async () => {
    const riskName = uniqueName("risk");
    const [first, second] = [
      createBot({ names: createNames(riskName) }),
      createBot({ names: createNames(riskName) }),
    ];
    const [leaveFirst, leaveSecond] = [new AbortController(), new AbortController()];
    start(first, leaveFirst.signal);
    start(second, leaveSecond.signal);
    await clock.advanceTo(at(61));
    const { mtimeMs } = await stat(lockOf(riskName));
    const long = mtimeMs / 1000 - hour;
    await utimes(lockOf(riskName), long, long);
    await clock.advanceTo(at(62));
    expect((await stat(lockOf(riskName))).mtimeMs).toBeGreaterThan((long + hour / 2) * 1000);
    leaveFirst.abort();
    await clock.advanceTo(at(63));
    expect(await isThere(lockOf(riskName))).toBe(true);
    leaveSecond.abort();
    await clock.advanceTo(at(64));
    expect(await isThere(lockOf(riskName))).toBe(false);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  it.each([
    ["a position", storePosition],
    ["an order", storeOrder],
  ])(
    "%s is watched while another process has the profile, which is reported; nothing opens before it is free",
    async (_, store) => {
      const riskName = uniqueName("risk");
      const bot = createBot({
        names: createNames(riskName),
        getSignal: () =>
          Promise.resolve({
            position: "long",
            priceOpen: 90,
            priceTakeProfit: 110,
            priceStopLoss: 80,
            minuteEstimatedTime: 2,
          }),
      });
      useSettings({ CC_GET_CANDLES_RETRY_COUNT: 1, CC_SCHEDULE_AWAIT_MINUTES: 12 });
      await store(bot, { minuteEstimatedTime: 12 });
      await lockElsewhere(riskName);
      await bot.runTo(65);
      expect(transitionsOf(bot)).toMatchObject([
        [expect.stringMatching("closed|cancelled"), "stored", 62, 100],
      ]);
      expect(bot.errors.length).toBeGreaterThanOrEqual(6);
      expect(new Set(bot.errors.map(codeOf))).toEqual(new Set(["PERSIST_LOCKED"]));
      await rm(lockOf(riskName));
      const reported = bot.errors.length;
      await clock.advanceTo(at(66));
      expect(bot.events.at(-1)?.action).toBe("scheduled");
      expect(bot.errors).toHaveLength(reported);
    },
  );

  it("what another process has changed meanwhile is counted by the next run", async () => {
    const riskName = uniqueName("risk");
    const counts: number[] = [];
    const bot = createBot({
      names: createNames(riskName),
      getSignal: () =>
        Promise.resolve({
          position: "long",
          priceTakeProfit: 110,
          priceStopLoss: 90,
          minuteEstimatedTime: 2,
        }),
      risk: {
        validations: [
          ({ activePositionCount }) => {
            counts.push(activePositionCount);
            throw new Error("never");
          },
        ],
      },
    });
    await bot.runTo(60);
    await Live.shutdown();
    const other = { strategyName: "other", exchangeName: bot.exchangeName };
    const stranger = { ...other, symbol: SYMBOL, openTimestamp: at(60), signal: createRow(other) };
    await writeFile(
      join(folder, riskName, "positions.json"),
      JSON.stringify([[`other:${SYMBOL}`, stranger]]),
    );
    await bot.runTo(61);
    expect(counts[0]).toBe(0);
    expect(counts.at(-1)).toBe(1);
  });
});

describe("a stop needs no stored state", () => {
  it("Live.stop awaited by a listener of errors while the start cannot read the profile: the position is watched to its end", async () => {
    class Torn extends createMemoryPersist() {
      public override hasValue = (): Promise<boolean> => Promise.resolve(true);
      public override readValue = <T>(): Promise<T> => Promise.resolve("torn" as T);
    }
    PersistRiskAdapter.usePersistRiskAdapter(Torn);
    const bot = createBot();
    await storePosition(bot, { minuteEstimatedTime: 12 });
    const dones: unknown[] = [];
    detach.push(
      listenError(() => Live.stop(SYMBOL, bot.strategyName)),
      listenDoneLive(({ strategyName }) => void dones.push(strategyName)),
    );
    await bot.runTo(64);
    expect(transitionsOf(bot)).toEqual([["closed", "stored", 62, 100]]);
    expect(dones).toEqual([bot.strategyName]);
  });

  it("Live.stop awaited by a store while the start reads it: the run ends with the step", async () => {
    const bot = createBot();
    const dones: unknown[] = [];
    detach.push(listenDoneLive(({ strategyName }) => void dones.push(strategyName)));
    class Stopping extends createMemoryPersist() {
      public override async hasValue(entityId: EntityId): Promise<boolean> {
        await Live.stop(SYMBOL, bot.strategyName);
        return await super.hasValue(entityId);
      }
    }
    PersistSignalAdapter.usePersistSignalAdapter(Stopping);
    await bot.runTo(61);
    expect(dones).toEqual([bot.strategyName]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("Live.stop of another strategy in a listener leaves that one its own stored position", async () => {
    const other = createBot();
    await storePosition(other, { minuteEstimatedTime: 12 });
    const bot = createBot();
    const stopOther = async ({ strategyName }: IStrategyTickResult): Promise<void> => {
      if (strategyName === bot.strategyName && other.events.length === 0) {
        const { exchangeName } = other;
        Live.background(SYMBOL, { strategyName: other.strategyName, exchangeName });
        await Live.stop(SYMBOL, other.strategyName);
      }
    };
    detach.push(listenSignalLive(stopOther));
    await bot.runTo(63);
    expect(transitionsOf(other)).toEqual([["closed", "stored", 62, 100]]);
    expect(other.errors).toEqual([]);
  });
});

describe("leaving from inside of a step", () => {
  it.each(["listenSignalLive", "listenError"])(
    "%s may await Live.shutdown: the run ends with the step",
    async (place) => {
      const bot = createBot(
        place === "listenError" ? { getSignal: () => Promise.reject(new Error("no signal")) } : {},
      );
      let isLeft = false;
      const leave = async (): Promise<void> => {
        await Live.shutdown();
        isLeft = true;
      };
      detach.push(place === "listenError" ? listenError(leave) : listenSignalLive(leave));
      const dones: unknown[] = [];
      detach.push(listenDoneLive((event) => void dones.push(event.strategyName)));
      await bot.runTo(61);
      expect(isLeft).toBe(true);
      expect(dones).toEqual([bot.strategyName]);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  const isFree = ({ strategyName }: Bot): boolean =>
    !lib.runRegistryService.isTaken(SYMBOL, strategyName, false);

  it.each(["return", "throw"] as const)(
    "%s() awaited inside of its own step ends the run with the step, also when nobody asks for more",
    async (way) => {
      const bot = createBot();
      const { strategyName, exchangeName } = bot;
      const run = Live.run(SYMBOL, { strategyName, exchangeName });
      let isLeft = false;
      detach.push(
        listenSignalLive(async (event) => {
          if (event.strategyName === strategyName) {
            await (way === "return" ? run.return() : run.throw(new Error("enough")));
            isLeft = true;
          }
        }),
      );
      const step = await clock.runUntil(run.next());
      await clock.advance(0);
      expect(step.done).toBe(true);
      expect([isLeft, isFree(bot), clock.pendingTimers]).toEqual([true, true, 0]);
      await expect(run.next()).resolves.toMatchObject({ done: true });
    },
  );

  it.each(["return", "throw"] as const)(
    "%s() inside of the step that yields: the result comes, and the pair is free without another next()",
    async (way) => {
      const bot = createBot({
        getSignal: () =>
          Promise.resolve({
            position: "long",
            priceTakeProfit: 110,
            priceStopLoss: 90,
            minuteEstimatedTime: 3,
          }),
      });
      const { strategyName, exchangeName } = bot;
      const run = Live.run(SYMBOL, { strategyName, exchangeName });
      detach.push(
        listenSignalLive(async (event) => {
          if (event.strategyName === strategyName) {
            await (way === "return" ? run.return() : run.throw(new Error("enough")));
          }
        }),
      );
      const step = await clock.runUntil(run.next());
      await clock.advance(0);
      expect(step).toMatchObject({ done: false, value: { action: "opened" } });
      expect(isFree(bot)).toBe(true);
      await expect(run.next()).resolves.toMatchObject({ done: true });
    },
  );

  /** A bot whose every step takes twenty seconds. */
  const createSlowBot = (): Bot =>
    createBot({
      getSignal: async () => {
        await new Promise<void>((resolve) => clock.setTimer(resolve, 20_000));
        return null;
      },
    });

  it("a listener of one run may await return() of another in the middle of its step", async () => {
    const slow = createSlowBot();
    const run = Live.run(SYMBOL, { strategyName: slow.strategyName, exchangeName: slow.exchangeName });
    const waiting = run.next();
    const bot = createBot();
    let leftAt: number | null = null;
    const leave = async ({ strategyName }: IStrategyTickResult): Promise<void> => {
      if (strategyName === bot.strategyName && leftAt === null) {
        await run.return();
        leftAt = clock.now();
      }
    };
    detach.push(listenSignalLive(leave));
    await bot.runTo(62);
    expect(leftAt).toBe(at(60));
    await expect(waiting).resolves.toMatchObject({ done: true });
    expect([isFree(slow), bot.events.length]).toEqual([true, 3]);
  });

  it("a listener of a back-test may await Live.shutdown in the middle of a step", async () => {
    const slow = createSlowBot();
    await slow.runTo(60);
    const tested = createBot();
    const frameName = uniqueName("frame");
    addFrame({ frameName, interval: "1m", startDate: new Date(at(20)), endDate: new Date(at(22)) });
    const leftAt: number[] = [];
    detach.push(
      listenSignalBacktest(async () => {
        await Live.shutdown();
        leftAt.push(clock.now());
      }),
    );
    const { strategyName, exchangeName } = tested;
    Backtest.background(SYMBOL, { strategyName, exchangeName, frameName });
    await clock.advanceTo(at(61));
    expect(leftAt).toEqual([at(60), at(60), at(60)]);
    expect(isFree(slow)).toBe(true);
  });

  it("what a listener has started and not awaited may wait for the end", async () => {
    const bot = createSlowBot();
    let down: Promise<void> | null = null;
    let isDown = false;
    const leaveSoon = async (): Promise<void> => {
      await new Promise<void>((resolve) => clock.setTimer(resolve, 45_000));
      await Live.shutdown();
      isDown = true;
    };
    detach.push(listenSignalLive(() => void (down ??= leaveSoon())));
    await bot.runTo(61.1);
    expect([isDown, isFree(bot)]).toEqual([false, false]);
    await clock.advanceTo(at(62));
    expect([isDown, isFree(bot)]).toEqual([true, true]);
  });

  it("a signal option that is no signal is refused at once, and takes nothing", async () => {
    const { strategyName, exchangeName } = createBot();
    const names = { strategyName, exchangeName };
    const start = (options: unknown): unknown =>
      Reflect.apply(Live.background, Live, [SYMBOL, names, options]);
    const { signal } = new AbortController();
    const trapped = new Proxy(signal, {
      get: () => {
        throw new Error("trapped");
      },
    });
    for (const wrong of [new AbortController(), Object.create(AbortSignal.prototype), trapped, null]) {
      expect(() => start({ signal: wrong })).toThrow(
        expect.objectContaining({ code: "RUN_OPTIONS_INVALID" }),
      );
    }
    start(null);
    await clock.advance(0);
    expect((await Live.list()).find((item) => item.strategyName === strategyName)).toMatchObject({
      status: "pending",
    });
  });
});
