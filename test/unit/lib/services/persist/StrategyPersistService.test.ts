import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PersistBase, PersistScheduleAdapter, PersistSignalAdapter } from "../../../../../src/index";
import type {
  IStoredSignalOwner,
  IStrategyPersistence,
  ScheduleData,
} from "../../../../../src/interfaces/Persist.interface";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { StrategyPersistService } from "../../../../../src/lib/services/persist/StrategyPersistService";
import { createMemoryPersist } from "../../../../../src/testing/memory-persist";
import { longRow } from "../../../client/signal-fixtures";
import { createName, createSystemError, useReports, useWorkingFolder } from "./persist-fixtures";

const folder = useWorkingFolder();
const reports = useReports();

afterEach(() => {
  PersistSignalAdapter.usePersistSignalAdapter(PersistBase);
  PersistScheduleAdapter.usePersistScheduleAdapter(PersistBase);
});

/** What a new process has. */
const restart = (): IStrategyPersistence => new StrategyPersistService();

const createOwner = (): IStoredSignalOwner => ({
  symbol: "BTCUSDT",
  strategyName: createName("strategy"),
  exchangeName: "exchange",
});

const createStored = (owner: IStoredSignalOwner) => ({ row: longRow({ ...owner }), transition: null });

const CANCELLED = { action: "cancelled", currentPrice: 98, reason: "timeout", closeTimestamp: 5 } as const;

const fileOf = (kind: string, owner: IStoredSignalOwner, id: string = owner.symbol): string =>
  `dump/data/${kind}/${owner.symbol}_${owner.strategyName}/${id}.json`;

describe("the service in the container", () => {
  it("keeps the signals of live strategies, and of nobody else", () => {
    const service = inject<IStrategyPersistence>(TYPES.strategyPersistence);
    expect(Object.getPrototypeOf(service)).toBeInstanceOf(StrategyPersistService);
  });
});

describe("signals across a restart", () => {
  it("there is none at first", async () => {
    const [service, owner] = [restart(), createOwner()];
    expect(await service.readPending(owner)).toBeNull();
    expect(await service.readScheduled(owner)).toBeNull();
    expect(await service.readLastId(owner)).toBeNull();
    await service.requireSound(owner);
  });

  it("a position comes back frozen, with its transition if there is one; a waiting order beside it", async () => {
    const owner = createOwner();
    const { row } = createStored(owner);
    const transition = {
      action: "closed",
      currentPrice: 110,
      closeReason: "take_profit",
      closeTimestamp: 7,
      pnl: { pnlPercentage: 9.5, priceOpen: 100, priceClose: 110 },
    } as const;
    await restart().writePending({ row, transition }, owner);
    await restart().writeScheduled({ row, transition: CANCELLED }, owner);
    const pending = await restart().readPending(owner);
    expect(pending).toEqual({ row, transition });
    expect(Object.isFrozen(pending)).toBe(true);
    expect(Object.isFrozen(pending?.transition)).toBe(true);
    expect(await restart().readScheduled(owner)).toEqual({
      row: { ...row, _isScheduled: true },
      transition: CANCELLED,
    });
    expect(folder.read(fileOf("signal", owner))).toMatchObject({ _version: 1, _transition: transition });
  });

  it("a signal whose id was made up comes back as such, whatever its row says", async () => {
    const owner = createOwner();
    const { row, transition } = createStored(owner);
    const service = restart();
    await service.writePending({ row, transition, isIdMadeUp: true }, owner);
    expect(await restart().readPending(owner)).toEqual({ row, transition, isIdMadeUp: true });
    await service.writePending({ row: { ...row, ...{ _isIdMadeUp: true } }, transition }, owner);
    expect(await restart().readPending(owner)).toEqual({ row, transition });
  });

  it("a transition that everybody has heard of leaves the document", async () => {
    const owner = createOwner();
    const stored = createStored(owner);
    const service = restart();
    await service.writeScheduled({ ...stored, transition: CANCELLED }, owner);
    await service.writeScheduled(stored, owner);
    expect(folder.read(fileOf("schedule", owner))).not.toHaveProperty("_transition");
    await service.writeScheduled(null, owner);
    expect(await restart().readScheduled(owner)).toBeNull();
  });

  it("names and times that an old row lacks are those of the owner, and not known", async () => {
    const owner = createOwner();
    const { id, position, priceOpen, priceStopLoss, priceTakeProfit, minuteEstimatedTime } = longRow();
    const old = { id, position, priceOpen, priceStopLoss, priceTakeProfit, minuteEstimatedTime };
    folder.put(fileOf("signal", owner), JSON.stringify(old));
    expect(await restart().readPending(owner)).toEqual({
      row: {
        ...old,
        ...owner,
        note: "",
        entry: "limit",
        scheduledAt: NaN,
        pendingAt: NaN,
        _isScheduled: false,
      },
      transition: null,
    });
  });

  it("fields of the user survive", async () => {
    const owner = createOwner();
    const row = { ...longRow({ ...owner }), reason: { indicators: ["rsi", 30] } };
    await restart().writePending({ row, transition: null }, owner);
    expect((await restart().readPending(owner))?.row).toEqual(row);
  });
});

describe("the last id of the user", () => {
  it("lies in the schedule store under a name of its own; the signal store hears nothing of it", async () => {
    const owner = createOwner();
    await restart().writeLastId("my/id", owner);
    expect(folder.read(fileOf("schedule", owner, "last-signal-id"))).toEqual({ signalId: "my/id" });
    expect(await restart().readLastId(owner)).toBe("my/id");
    expect(await restart().readScheduled(owner)).toBeNull();
    expect(folder.list("dump/data")).not.toContain(`signal/BTCUSDT_${owner.strategyName}`);
  });

  it("is not known to a store that gives the same row whatever it is asked for", async () => {
    const owner = createOwner();
    const row = longRow({ ...owner });
    class OneRow {
      public async waitForInit(): Promise<void> {}
      public async hasValue(): Promise<boolean> {
        return true;
      }
      public async readValue(): Promise<ScheduleData> {
        return row;
      }
      public async writeValue(): Promise<void> {}
    }
    PersistScheduleAdapter.usePersistScheduleAdapter(OneRow);
    expect(await restart().readLastId(owner)).toBeNull();
    expect((await restart().readScheduled(owner))?.row.id).toBe(row.id);
  });

  it.each(["[]", '{"signalId":5}', '{"signalId":""}', "5"])("as %s it is broken", async (text) => {
    const owner = createOwner();
    folder.put(fileOf("schedule", owner, "last-signal-id"), text);
    await expect(restart().readLastId(owner)).rejects.toMatchObject({ code: "PERSIST_DOCUMENT_BROKEN" });
  });
});

describe.each([
  {
    kind: "signal",
    read: (service: IStrategyPersistence, owner: IStoredSignalOwner) => service.readPending(owner),
    write: (service: IStrategyPersistence, owner: IStoredSignalOwner) =>
      service.writePending(createStored(owner), owner),
    clear: (service: IStrategyPersistence, owner: IStoredSignalOwner) => service.writePending(null, owner),
  },
  {
    kind: "schedule",
    read: (service: IStrategyPersistence, owner: IStoredSignalOwner) => service.readScheduled(owner),
    write: (service: IStrategyPersistence, owner: IStoredSignalOwner) =>
      service.writeScheduled(createStored(owner), owner),
    clear: (service: IStrategyPersistence, owner: IStoredSignalOwner) => service.writeScheduled(null, owner),
  },
])("a $kind row of somebody else", ({ kind, read, write, clear }) => {
  it.each([
    ["exchange", { exchangeName: "other" }],
    ["strategy", { strategyName: "other" }],
    ["symbol", { symbol: "ETHUSDT" }],
  ])("another %s: is not used, warned about once, kept, and not overwritten", async (_, names) => {
    const owner = createOwner();
    const foreign = longRow({ ...owner, ...names });
    folder.put(fileOf(kind, owner), JSON.stringify(foreign));
    const service = restart();
    expect(await read(service, owner)).toBeNull();
    expect(await read(service, owner)).toBeNull();
    expect(reports.warnings).toHaveLength(1);
    expect(reports.warnings[0]?.[0]).toContain(`a stored ${kind} row belongs to somebody else`);
    for (const change of [write, clear]) {
      await expect(change(service, owner)).rejects.toMatchObject({
        code: "PERSIST_ROW_FOREIGN",
        message: expect.stringContaining(
          `the ${kind} row ${foreign.id} belongs to symbol ${foreign.symbol}, strategyName ${foreign.strategyName}, exchangeName ${foreign.exchangeName}`,
        ),
      });
    }
    expect(folder.read(fileOf(kind, owner))).toEqual(foreign);
    await service.requireSound(owner);
  });

  it("is not overwritten either when nobody has read it before", async () => {
    const owner = createOwner();
    folder.put(fileOf(kind, owner), JSON.stringify(longRow({ ...owner, exchangeName: "other" })));
    await expect(write(restart(), owner)).rejects.toMatchObject({ code: "PERSIST_ROW_FOREIGN" });
  });

  it("is in nobody's way any more when it is gone", async () => {
    const owner = createOwner();
    folder.put(fileOf(kind, owner), JSON.stringify(longRow({ ...owner, exchangeName: "other" })));
    const service = restart();
    await read(service, owner);
    folder.put(fileOf(kind, owner), "null");
    await write(service, owner);
    expect((await read(service, owner))?.row).toMatchObject({ ...owner });
  });

  it("is found again by a later read, though the document was the owner's own before", async () => {
    const owner = createOwner();
    const service = restart();
    await write(service, owner);
    folder.put(fileOf(kind, owner), JSON.stringify(longRow({ ...owner, exchangeName: "other" })));
    expect(await read(service, owner)).toBeNull();
    await expect(write(service, owner)).rejects.toMatchObject({ code: "PERSIST_ROW_FOREIGN" });
  });

  it("no store is read before the write of a document that is known to be the owner's own", async () => {
    const owner = createOwner();
    const service = restart();
    await read(service, owner);
    const Store = createMemoryPersist();
    const hasValue = vi.spyOn(Store.prototype, "hasValue");
    PersistSignalAdapter.usePersistSignalAdapter(Store);
    PersistScheduleAdapter.usePersistScheduleAdapter(Store);
    await write(service, owner);
    await clear(service, owner);
    expect(hasValue).not.toHaveBeenCalled();
  });
});

describe("documents that cannot be trusted", () => {
  const DOCUMENTS: [string, (owner: IStoredSignalOwner) => string][] = [
    ["the position", (owner) => fileOf("signal", owner)],
    ["the waiting order", (owner) => fileOf("schedule", owner)],
    ["the last id", (owner) => fileOf("schedule", owner, "last-signal-id")],
    ["the milestones", (owner) => fileOf("partial", owner, "levels")],
  ];

  const expectBroken = (call: Promise<unknown>, file: string) =>
    expect(call).rejects.toMatchObject({
      code: "PERSIST_DOCUMENT_BROKEN",
      message: expect.stringContaining(join(folder.path, file)),
    });

  it.each(DOCUMENTS)("%s: nothing may open, each time, until the file aside is gone", async (_, locate) => {
    const owner = createOwner();
    folder.put(locate(owner), '{"torn":');
    const service = restart();
    await expectBroken(service.requireSound(owner), locate(owner));
    await expectBroken(service.requireSound(owner), locate(owner));
    await expectBroken(restart().requireSound(owner), locate(owner));
    const directory = locate(owner).slice(0, locate(owner).lastIndexOf("/"));
    for (const file of folder.list(directory)) {
      rmSync(join(folder.path, directory, file));
    }
    await service.requireSound(owner);
    await service.requireSound({ ...owner, strategyName: createName("neighbour") });
  });

  it.each(DOCUMENTS)("%s: a file that lies aside from an earlier process counts", async (_, locate) => {
    const owner = createOwner();
    folder.put(`${locate(owner)}.corrupt-5`, "whatever");
    await expectBroken(restart().requireSound(owner), `${locate(owner)}.corrupt-5`);
  });

  it("reads and first writes of the document itself fail as well; what is known to be one's own can be written", async () => {
    const owner = createOwner();
    const service = restart();
    await service.writePending(createStored(owner), owner);
    const file = fileOf("signal", owner);
    folder.put(file, "{");
    // The position is held in memory, and has to get to the disk.
    await service.writePending(createStored(owner), owner);
    folder.put(file, "{");
    await expectBroken(service.readPending(owner), file);
    await expectBroken(restart().readPending(owner), file);
    await expectBroken(restart().writePending(createStored(owner), owner), file);
  });

  it("one that cannot be moved aside is named where it is", async () => {
    const owner = createOwner();
    const service = restart();
    await service.readPending(owner);
    folder.put(fileOf("signal", owner), "[]");
    vi.spyOn(PersistBase.prototype, "moveAside").mockRejectedValue(createSystemError("EROFS"));
    await expect(service.readPending(owner)).rejects.toMatchObject({
      code: "PERSIST_DOCUMENT_BROKEN",
      message: expect.stringContaining(
        `it is still at ${fileOf("signal", owner)}, for it could not be moved aside: EROFS: it went wrong`,
      ),
    });
  });
});
