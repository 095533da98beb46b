import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type {
  EntityId,
  IPersistBase,
  PartialData,
  RiskData,
  ScheduleData,
  SignalData,
} from "../../../../../src/interfaces/Persist.interface";
import {
  PersistBase,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
} from "../../../../../src/index";
import { longRow } from "../../../client/signal-fixtures";
import { createName, useReports, useWorkingFolder } from "./persist-fixtures";

const folder = useWorkingFolder();
useReports();

afterEach(() => {
  PersistSignalAdapter.usePersistSignalAdapter(PersistBase);
  PersistScheduleAdapter.usePersistScheduleAdapter(PersistBase);
  PersistRiskAdapter.usePersistRiskAdapter(PersistBase);
  PersistPartialAdapter.usePersistPartialAdapter(PersistBase);
});

const TRANSITION = {
  action: "closed",
  currentPrice: 110,
  closeReason: "take_profit",
  closeTimestamp: 1,
  pnl: { pnlPercentage: 1, priceOpen: 100, priceClose: 110 },
} as const;

describe.each([
  {
    title: "the signal adapter",
    folderName: "signal",
    read: (symbol: string, strategy: string) => PersistSignalAdapter.readSignalData(symbol, strategy),
    write: (row: SignalData, symbol: string, strategy: string) =>
      PersistSignalAdapter.writeSignalData(row, symbol, strategy),
    isScheduled: false,
  },
  {
    title: "the schedule adapter",
    folderName: "schedule",
    read: (symbol: string, strategy: string) => PersistScheduleAdapter.readScheduleData(symbol, strategy),
    write: (row: ScheduleData, symbol: string, strategy: string) =>
      PersistScheduleAdapter.writeScheduleData(row, symbol, strategy),
    isScheduled: true,
  },
])("$title", ({ folderName, read, write, isScheduled }) => {
  it("has nothing at first, gives back what was written, and null after clearing", async () => {
    const strategy = createName("trend");
    const row = longRow({ strategyName: strategy, _isScheduled: isScheduled });
    expect(await read("BTCUSDT", strategy)).toBeNull();
    await write(row, "BTCUSDT", strategy);
    expect(await read("BTCUSDT", strategy)).toEqual(row);
    await write(null, "BTCUSDT", strategy);
    expect(await read("BTCUSDT", strategy)).toBeNull();
  });

  it("keeps a row at its place, with its version and its transition", async () => {
    const strategy = createName("trend");
    const row = { ...longRow({ _isScheduled: isScheduled }), _transition: TRANSITION, mood: { calm: [1] } };
    await write(row, "BTCUSDT", strategy);
    const file = `dump/data/${folderName}/BTCUSDT_${strategy}/BTCUSDT.json`;
    expect(folder.read(file)).toEqual({ ...row, _version: 1 });
    expect(await read("BTCUSDT", strategy)).toEqual(row);
    await write(null, "BTCUSDT", strategy);
    expect(folder.read(file)).toBeNull();
  });

  it("gives rows frozen through and through; the store decides whether they wait", async () => {
    const strategy = createName("trend");
    await write({ ...longRow({ _isScheduled: !isScheduled }), _transition: TRANSITION }, "BTCUSDT", strategy);
    const row = await read("BTCUSDT", strategy);
    expect(row?._isScheduled).toBe(isScheduled);
    for (const part of [row, row?._transition, Reflect.get(Object(row?._transition), "pnl")]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it("leaves out times that are not known, and fields that are undefined", async () => {
    const strategy = createName("trend");
    const row = { ...longRow({ scheduledAt: NaN, pendingAt: NaN }), extra: undefined };
    await write(row, "BTCUSDT", strategy);
    const stored = folder.read(`dump/data/${folderName}/BTCUSDT_${strategy}/BTCUSDT.json`);
    for (const field of ["scheduledAt", "pendingAt", "extra"]) {
      expect(stored).not.toHaveProperty(field);
    }
    expect(await read("BTCUSDT", strategy)).toMatchObject({ scheduledAt: NaN, pendingAt: NaN });
  });

  it("refuses a price that is no number, and keeps the row before (pitfall: NaN turns into null)", async () => {
    const strategy = createName("trend");
    const row = longRow({ _isScheduled: isScheduled });
    await write(row, "BTCUSDT", strategy);
    await expect(write(longRow({ priceOpen: NaN }), "BTCUSDT", strategy)).rejects.toMatchObject({
      code: "PERSIST_VALUE_INVALID",
      message: expect.stringContaining("priceOpen is NaN"),
    });
    expect(await read("BTCUSDT", strategy)).toEqual(row);
  });

  it("keeps names with slashes inside of its folder", async () => {
    const strategy = createName("../../x/");
    await write(longRow(), "BTC/USDT", strategy);
    expect(folder.list(`dump/data/${folderName}`)).toContain(`BTC%2FUSDT_${strategy.replaceAll("/", "%2F")}`);
    expect(await read("BTC/USDT", strategy)).toMatchObject({ id: "signal-1" });
  });
});

describe("the risk adapter (users call it outside of runs)", () => {
  const position = (strategyName: string) => ({
    signal: null,
    symbol: "BTCUSDT",
    strategyName,
    exchangeName: "",
    openTimestamp: 5,
  });

  it("gives back the pairs in their order; a second write replaces; profiles are apart", async () => {
    const [one, other] = [createName("risk"), createName("risk")];
    expect(await PersistRiskAdapter.readPositionData(one)).toEqual([]);
    const first: RiskData = [
      ["b:BTCUSDT", position("b")],
      ["a:BTCUSDT", position("a")],
    ];
    await PersistRiskAdapter.writePositionData(first, one);
    expect(await PersistRiskAdapter.readPositionData(one)).toEqual(first);
    await PersistRiskAdapter.writePositionData([["c:BTCUSDT", position("c")]], one);
    expect(await PersistRiskAdapter.readPositionData(one)).toEqual([["c:BTCUSDT", position("c")]]);
    expect(await PersistRiskAdapter.readPositionData(other)).toEqual([]);
    expect(folder.list(`dump/data/risk/${one}`)).toEqual(["positions.json"]);
  });

  it("gives documents of earlier releases as they are: without symbol, with any row", async () => {
    const risk = createName("risk");
    const pairs = [
      ["trend:BTCUSDT", { signal: { id: "x" }, strategyName: "trend", exchangeName: "", openTimestamp: 5 }],
    ];
    folder.put(`dump/data/risk/${risk}/positions.json`, JSON.stringify(pairs));
    const data = await PersistRiskAdapter.readPositionData(risk);
    expect(data).toEqual(pairs);
    expect(Object.isFrozen(data[0]?.[1])).toBe(true);
  });

  it("a store gets the risk name, the key positions and a real array; nothing is read that is not there", async () => {
    const calls: unknown[] = [];
    class Store implements IPersistBase<RiskData> {
      public constructor(
        private readonly name: string,
        private readonly base: string,
      ) {}
      public async waitForInit(): Promise<void> {}
      public async hasValue(): Promise<boolean> {
        return false;
      }
      public async readValue(): Promise<RiskData> {
        throw new Error("nothing to read");
      }
      public async writeValue(id: EntityId, pairs: RiskData): Promise<void> {
        calls.push([this.name, this.base, id, Array.isArray(pairs), pairs.length]);
      }
    }
    PersistRiskAdapter.usePersistRiskAdapter(Store);
    expect(await PersistRiskAdapter.readPositionData("main")).toEqual([]);
    await PersistRiskAdapter.writePositionData([["a:BTCUSDT", position("a")]], "main");
    await PersistRiskAdapter.writePositionData([], "main");
    expect(calls).toEqual([
      ["main", "./dump/data/risk/", "positions", true, 1],
      ["main", "./dump/data/risk/", "positions", true, 0],
    ]);
  });
});

describe("the partial adapter", () => {
  it("gives back the levels by signal id; none at first and after clearing", async () => {
    const strategy = createName("trend");
    const levels: PartialData = { "id/1": { profitLevels: [10, 20], lossLevels: [] } };
    expect(await PersistPartialAdapter.readPartialData("BTCUSDT", strategy)).toEqual({});
    await PersistPartialAdapter.writePartialData(levels, "BTCUSDT", strategy);
    expect(await PersistPartialAdapter.readPartialData("BTCUSDT", strategy)).toEqual(levels);
    expect(folder.read(`dump/data/partial/BTCUSDT_${strategy}/levels.json`)).toEqual(levels);
    await PersistPartialAdapter.writePartialData({}, "BTCUSDT", strategy);
    expect(await PersistPartialAdapter.readPartialData("BTCUSDT", strategy)).toEqual({});
  });
});

describe("documents that cannot be trusted", () => {
  const LONG = longRow();
  const BROKEN_ROWS: [string, unknown][] = [
    ["a list", []],
    ["a text", "BTCUSDT"],
    ["a row without id", { ...LONG, id: undefined }],
    ["a row with an empty id", { ...LONG, id: "" }],
    ["a row of an unknown position", { ...LONG, position: "flat" }],
    ["a price that is null, as NaN is stored", { ...LONG, priceStopLoss: null }],
    ["a price of zero", { ...LONG, priceOpen: 0 }],
    ["a price that is a text", { ...LONG, priceOpen: "100" }],
    ["a long row whose stop is above the entry", { ...LONG, priceStopLoss: 101 }],
    ["a long row whose target is below the entry", { ...LONG, priceTakeProfit: 99 }],
    ["a short row in the order of a long one", { ...LONG, position: "short" }],
    ["a lifetime of zero", { ...LONG, minuteEstimatedTime: 0 }],
    ["a time that is no number", { ...LONG, pendingAt: "2025-01-01" }],
    ["a note that is no text", { ...LONG, note: 5 }],
    ["an unknown entry", { ...LONG, entry: "guess" }],
    ["a strategy that is no text", { ...LONG, strategyName: 5 }],
    ["a later version", { _version: 2, anything: "else" }],
    ["a version that is none", { ...LONG, _version: "1" }],
    ["an unknown transition", { ...LONG, _transition: { action: "opened" } }],
    ["a transition without its price", { ...LONG, _transition: { ...TRANSITION, currentPrice: null } }],
  ];

  const expectBroken = async (read: () => Promise<unknown>, file: string): Promise<void> => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(read()).rejects.toMatchObject({
        code: "PERSIST_DOCUMENT_BROKEN",
        message: expect.stringContaining(join(folder.path, `${file}.corrupt-`)),
      });
    }
  };

  it.each(BROKEN_ROWS)("%s: moved aside, and the file is named each time", async (_, document) => {
    const strategy = createName("broken");
    for (const [kind, read] of [
      ["signal", () => PersistSignalAdapter.readSignalData("BTCUSDT", strategy)],
      ["schedule", () => PersistScheduleAdapter.readScheduleData("BTCUSDT", strategy)],
    ] as const) {
      const file = `dump/data/${kind}/BTCUSDT_${strategy}/BTCUSDT.json`;
      folder.put(file, JSON.stringify(document));
      await expectBroken(read, file);
      expect(folder.list(`dump/data/${kind}/BTCUSDT_${strategy}`)).toEqual([
        expect.stringMatching(/^BTCUSDT\.json\.corrupt-\d+$/),
      ]);
    }
  });

  const SHORT = { ...LONG, position: "short", priceStopLoss: 110, priceTakeProfit: 90 };

  it.each([
    ["a short row", SHORT, {}],
    ["equal prices", { ...LONG, priceStopLoss: 100, priceTakeProfit: 100 }, {}],
    ["a lifetime that is no whole number", { ...LONG, minuteEstimatedTime: 0.5 }, {}],
    ["no times", { ...LONG, scheduledAt: undefined, pendingAt: null }, { scheduledAt: NaN, pendingAt: NaN }],
    ["no note", { ...LONG, note: null }, { note: "" }],
    ["no entry", { ...LONG, entry: undefined }, { entry: "limit" }],
    ["no version", LONG, {}],
    ["version 1", { ...LONG, _version: 1 }, {}],
    [
      "no names",
      { ...LONG, symbol: null, strategyName: undefined, exchangeName: "" },
      { symbol: "BTCUSDT", exchangeName: "" },
    ],
  ])("%s: no problem", async (_, document, expected) => {
    const strategy = createName("fine");
    folder.put(`dump/data/signal/BTCUSDT_${strategy}/BTCUSDT.json`, JSON.stringify(document));
    expect(await PersistSignalAdapter.readSignalData("BTCUSDT", strategy)).toMatchObject({
      id: "signal-1",
      ...expected,
    });
  });

  it.each<[string, unknown]>([
    ["an object", {}],
    ["null", null],
    ["a list of positions", [{ strategyName: "a" }]],
    ["a pair without a key", [[null, { strategyName: "a", openTimestamp: 1 }]]],
    ["a position without a strategy", [["a:B", { openTimestamp: 1 }]]],
    ["a time that is no number", [["a:B", { strategyName: "a", openTimestamp: null }]]],
  ])("of a risk profile, %s: moved aside", async (_, document) => {
    const risk = createName("broken-risk");
    const file = `dump/data/risk/${risk}/positions.json`;
    folder.put(file, JSON.stringify(document));
    await expectBroken(() => PersistRiskAdapter.readPositionData(risk), file);
  });

  it.each<[string, unknown]>([
    ["a list", []],
    ["null", null],
    ["levels that are none", { id: { profitLevels: [15], lossLevels: [] } }],
    ["one side only", { id: { profitLevels: [10] } }],
  ])("of milestones, %s: moved aside", async (_, document) => {
    const strategy = createName("broken");
    const file = `dump/data/partial/BTCUSDT_${strategy}/levels.json`;
    folder.put(file, JSON.stringify(document));
    await expectBroken(() => PersistPartialAdapter.readPartialData("BTCUSDT", strategy), file);
  });

  it.each(["", '{"id":"a"'])(
    "torn text %j: moved aside at the start, and when it comes later",
    async (text) => {
      const strategy = createName("torn");
      const file = `dump/data/signal/BTCUSDT_${strategy}/BTCUSDT.json`;
      const read = () => PersistSignalAdapter.readSignalData("BTCUSDT", strategy);
      folder.put(file, text);
      await expectBroken(read, file);
      const later = createName("torn");
      const laterFile = `dump/data/signal/BTCUSDT_${later}/BTCUSDT.json`;
      const readLater = () => PersistSignalAdapter.readSignalData("BTCUSDT", later);
      expect(await readLater()).toBeNull();
      folder.put(laterFile, text);
      await expectBroken(readLater, laterFile);
    },
  );

  it("stay in the way after a restart, until they are removed", async () => {
    const strategy = createName("restart");
    const file = `dump/data/signal/BTCUSDT_${strategy}/BTCUSDT.json`;
    const read = () => PersistSignalAdapter.readSignalData("BTCUSDT", strategy);
    folder.put(file, "{");
    await expectBroken(read, file);
    // A new process has new stores.
    PersistSignalAdapter.usePersistSignalAdapter(PersistBase);
    await expectBroken(read, file);
    const { rmSync } = await import("node:fs");
    const [aside = ""] = folder.list(`dump/data/signal/BTCUSDT_${strategy}`);
    rmSync(join(folder.path, `dump/data/signal/BTCUSDT_${strategy}`, aside));
    expect(await read()).toBeNull();
  });

  it("count again when they are repaired and put back", async () => {
    const strategy = createName("repaired");
    const file = `dump/data/signal/BTCUSDT_${strategy}/BTCUSDT.json`;
    const read = () => PersistSignalAdapter.readSignalData("BTCUSDT", strategy);
    folder.put(file, JSON.stringify({ ...LONG, priceOpen: "100" }));
    await expectBroken(read, file);
    const { rmSync } = await import("node:fs");
    const [aside = ""] = folder.list(`dump/data/signal/BTCUSDT_${strategy}`);
    rmSync(join(folder.path, `dump/data/signal/BTCUSDT_${strategy}`, aside));
    folder.put(file, JSON.stringify(LONG));
    expect(await read()).toMatchObject({ priceOpen: 100 });
  });
});
