import { afterEach, describe, expect, it } from "vitest";
import { PersistBase, PersistPartialAdapter, PersistRiskAdapter } from "../../../../../src/index";
import type { IPartialPersistence } from "../../../../../src/interfaces/Partial.interface";
import type { IRiskActivePosition, IRiskPersistence } from "../../../../../src/interfaces/Risk.interface";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { PartialPersistService } from "../../../../../src/lib/services/persist/PartialPersistService";
import { RiskPersistService } from "../../../../../src/lib/services/persist/RiskPersistService";
import { createMemoryPersist } from "../../../../../src/testing/memory-persist";
import { longRow } from "../../../client/signal-fixtures";
import { createName, useReports, useWorkingFolder } from "./persist-fixtures";

const folder = useWorkingFolder();
useReports();

afterEach(() => {
  PersistRiskAdapter.usePersistRiskAdapter(PersistBase);
  PersistPartialAdapter.usePersistPartialAdapter(PersistBase);
});

const createPosition = (changes: Partial<IRiskActivePosition> = {}): IRiskActivePosition => ({
  signal: longRow({ strategyName: "trend" }),
  symbol: "BTCUSDT",
  strategyName: "trend",
  exchangeName: "exchange",
  openTimestamp: 5,
  ...changes,
});

const put = (risk: string, document: unknown): void => {
  folder.put(`dump/data/risk/${risk}/positions.json`, JSON.stringify(document));
};

describe("positions of risk profiles", () => {
  const service = new RiskPersistService();

  it("are what the container's port keeps", () => {
    expect(Object.getPrototypeOf(inject<IRiskPersistence>(TYPES.riskPersistence))).toBeInstanceOf(
      RiskPersistService,
    );
  });

  it("come back in order, frozen, with their rows, also with times that are not known", async () => {
    const risk = createName("risk");
    const pairs: [string, IRiskActivePosition][] = [
      ["trend:BTCUSDT", createPosition()],
      ["trend:ETHUSDT", createPosition({ symbol: "ETHUSDT", signal: null })],
      ["trend:XRPUSDT", createPosition({ symbol: "XRPUSDT", signal: longRow({ pendingAt: NaN }) })],
    ];
    await service.write(pairs, risk);
    const read = await service.read(risk);
    expect(read).toEqual(pairs);
    for (const part of [read, read[0], read[0]?.[1], read[0]?.[1].signal]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(await service.read(createName("risk"))).toEqual([]);
  });

  it("of earlier releases get the symbol of their key, an exchange without a name, and no row", async () => {
    const risk = createName("risk");
    put(risk, [["trend:BTCUSDT", { strategyName: "trend", exchangeName: null, openTimestamp: 5 }]]);
    expect(await service.read(risk)).toEqual([
      ["trend:BTCUSDT", createPosition({ signal: null, exchangeName: "" })],
    ]);
  });

  it("of names with colons get the key of today", async () => {
    const risk = createName("risk");
    put(risk, [["my:trend:BTC:USDT", { strategyName: "my:trend", openTimestamp: 5, signal: null }]]);
    const [[key, { symbol }] = ["", createPosition()]] = await service.read(risk);
    expect([key, symbol]).toEqual(["my%3Atrend:BTC%3AUSDT", "BTC:USDT"]);
  });

  it.each<[string, unknown]>([
    ["no list", {}],
    ["a key of another strategy", [["other:BTCUSDT", createPosition()]]],
    ["a key of another symbol", [["trend:ETHUSDT", createPosition()]]],
    ["a key without a symbol", [["trend:", createPosition({ symbol: "" })]]],
    ["a row that cannot be trusted", [["trend:BTCUSDT", { ...createPosition(), signal: { id: "x" } }]]],
    ["no time", [["trend:BTCUSDT", { ...createPosition(), openTimestamp: null }]]],
  ])("with %s are moved aside, and the profile counts nothing until somebody looks", async (_, document) => {
    const risk = createName("risk");
    put(risk, document);
    await expect(service.read(risk)).rejects.toMatchObject({ code: "PERSIST_DOCUMENT_BROKEN" });
    await expect(service.read(risk)).rejects.toThrow(/positions\.json\.corrupt-\d+/);
  });

  it("lie where the adapter says", async () => {
    PersistRiskAdapter.usePersistRiskAdapter(createMemoryPersist());
    await service.write([["trend:BTCUSDT", createPosition()]], "in-memory");
    expect(await service.read("in-memory")).toHaveLength(1);
    expect(folder.list("dump/data/risk")).not.toContain("in-memory");
  });
});

describe("milestones", () => {
  const service = new PartialPersistService();

  it("are what the container's port keeps", () => {
    expect(Object.getPrototypeOf(inject<IPartialPersistence>(TYPES.partialPersistence))).toBeInstanceOf(
      PartialPersistService,
    );
  });

  it("come back by signal id, frozen", async () => {
    const strategy = createName("trend");
    await service.write({ id: { profitLevels: [10, 20], lossLevels: [10] } }, "BTCUSDT", strategy);
    const read = await service.read("BTCUSDT", strategy);
    expect(read).toEqual({ id: { profitLevels: [10, 20], lossLevels: [10] } });
    expect(Object.isFrozen(read["id"]?.profitLevels)).toBe(true);
    await service.write({}, "BTCUSDT", strategy);
    expect(await service.read("BTCUSDT", strategy)).toEqual({});
  });
});
