import { AsyncLocalStorage } from "node:async_hooks";
import { beforeEach, describe, expect, it } from "vitest";
import type { EntityId, IPersistBase } from "../../../../../src/interfaces/Persist.interface";
import { sound } from "../../../../../src/lib/services/persist/parsed-document";
import type { Parsed } from "../../../../../src/lib/services/persist/parsed-document";
import { createPairPlace, PersistAdapter } from "../../../../../src/lib/services/persist/PersistAdapter";
import { isInsideUserCode } from "../../../../../src/utils/call-chain";
import { createGate } from "./persist-fixtures";

/** Every call of every store, in order. */
const log: unknown[][] = [];

beforeEach(() => {
  log.length = 0;
});

/** A store as users write them: no base class, no constructor, a class field, `this` in use, a method of its own. */
const createStoreClass = () => {
  const documents = new Map<EntityId, unknown>();
  return class {
    private readonly documents = documents;

    public async waitForInit(initial: boolean): Promise<void> {
      log.push(["waitForInit", initial]);
    }

    public async hasValue(id: EntityId): Promise<boolean> {
      log.push(["hasValue", id]);
      return this.documents.has(id);
    }

    public async readValue(id: EntityId): Promise<unknown> {
      log.push(["readValue", id]);
      return this.documents.get(id);
    }

    public async writeValue(id: EntityId, entity: unknown): Promise<void> {
      log.push(["writeValue", id, entity]);
      this.documents.set(id, entity);
    }

    public async deleteValue(id: EntityId): Promise<void> {
      log.push(["deleteValue", id]);
    }
  };
};

const PLACE = { ...createPairPlace("BTCUSDT", "trend"), entityId: "BTCUSDT" };

const accept = (document: unknown): Parsed<unknown> => sound(document);

const createAdapter = (storeClass: new () => IPersistBase = createStoreClass()) => {
  const adapter = new PersistAdapter("signal", "./base/");
  adapter.useStoreClass(storeClass);
  return {
    adapter,
    read: (place = PLACE) => adapter.read<unknown>(place, "absent", accept),
    write: (document: unknown, place = PLACE) => adapter.write(place, document),
  };
};

describe("the calls a store gets", () => {
  it("init before each read and write, true only for a new store; hasValue before readValue; nothing else", async () => {
    const { read, write } = createAdapter();
    expect(await read()).toBe("absent");
    await write({ a: 1 });
    expect(await read()).toEqual({ a: 1 });
    expect(log).toEqual([
      ["waitForInit", true],
      ["hasValue", "BTCUSDT"],
      ["waitForInit", false],
      ["writeValue", "BTCUSDT", { a: 1 }],
      ["waitForInit", false],
      ["hasValue", "BTCUSDT"],
      ["readValue", "BTCUSDT"],
    ]);
  });

  it("is created once per place, when it is first needed, with the folder and the base directory", async () => {
    const created: unknown[][] = [];
    class Store extends createStoreClass() {
      public constructor(...names: unknown[]) {
        super();
        created.push(names);
      }
    }
    const { read } = createAdapter(Store);
    expect(created).toEqual([]);
    await Promise.all([read(), read()]);
    await read({ ...createPairPlace("ETHUSDT", "trend"), entityId: "ETHUSDT" });
    expect(created).toEqual([
      ["BTCUSDT_trend", "./base/"],
      ["ETHUSDT_trend", "./base/"],
    ]);
    expect(log.filter(([, isInitial]) => isInitial === true)).toHaveLength(2);
  });

  it("a failed init rejects the call and is tried again on the same store (pitfall: failure of the first init is cached)", async () => {
    let failures = 1;
    class Store extends createStoreClass() {
      public override async waitForInit(initial: boolean): Promise<void> {
        await super.waitForInit(initial);
        failures -= 1;
        if (failures >= 0) {
          throw new Error("not yet");
        }
      }
    }
    const { read } = createAdapter(Store);
    await expect(read()).rejects.toThrow("not yet");
    expect(await read()).toBe("absent");
    expect(log.slice(0, 2)).toEqual([
      ["waitForInit", true],
      ["waitForInit", false],
    ]);
  });

  it("are made in the async context of the caller, as user code, also behind other writes", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const gate = createGate();
    class Store extends createStoreClass() {
      public override async waitForInit(): Promise<void> {
        seen.push(storage.getStore());
      }
      public override async hasValue(): Promise<boolean> {
        seen.push(storage.getStore());
        return true;
      }
      public override async readValue(): Promise<unknown> {
        seen.push(storage.getStore());
        return isInsideUserCode();
      }
      public override async writeValue(): Promise<void> {
        seen.push(storage.getStore());
        await gate.opened;
      }
    }
    const { read, write } = createAdapter(Store);
    const first = storage.run("first tick", () => write(1));
    const second = storage.run("second tick", () => write(2));
    const third = storage.run("third tick", () => read());
    gate.open();
    await Promise.all([first, second]);
    expect(await third).toBe(true);
    const expected = ["first tick", "second tick", "third tick"];
    expect(seen).toEqual(expected.flatMap((name, index) => Array<string>(index < 2 ? 2 : 3).fill(name)));
  });
});

describe("the order of a document's changes (pitfall: concurrent writes are unordered)", () => {
  it("writes reach any store one after the other, and a read waits for those under way", async () => {
    const gate = createGate();
    class Store extends createStoreClass() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        log.push(["start", entity]);
        await gate.opened;
        await super.writeValue(id, entity);
      }
    }
    const { read, write } = createAdapter(Store);
    const writes = [write(1), write(2)];
    const value = read();
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual([
      ["waitForInit", true],
      ["start", 1],
    ]);
    gate.open();
    await Promise.all(writes);
    expect(await value).toBe(2);
  });

  it("a write that fails rejects for its caller only", async () => {
    let failures = 1;
    class Store extends createStoreClass() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        failures -= 1;
        if (failures >= 0) {
          throw new Error("disk full");
        }
        await super.writeValue(id, entity);
      }
    }
    const { read, write } = createAdapter(Store);
    const [first, second] = await Promise.allSettled([write(1), write(2)]);
    expect([first?.status, second?.status]).toEqual(["rejected", "fulfilled"]);
    expect(await read()).toBe(2);
  });

  it("documents do not wait for each other", async () => {
    const gate = createGate();
    class Store extends createStoreClass() {
      public override async writeValue(id: EntityId): Promise<void> {
        await (id === "slow" ? gate.opened : undefined);
      }
    }
    const { write } = createAdapter(Store);
    const slow = write(1, { ...PLACE, entityId: "slow" });
    await write(2, { ...PLACE, entityId: "fast" });
    gate.open();
    await slow;
  });
});

describe("what passes between the library and a store", () => {
  it("is a copy on both ways: nobody holds the other's objects, and a store may change what it got", async () => {
    class Store extends createStoreClass() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        Reflect.set(Object(entity), "_id", "of the database");
        await super.writeValue(id, entity);
      }
    }
    const { read, write } = createAdapter(Store);
    const document = Object.freeze({ list: Object.freeze([1]) });
    await write(document);
    const first = await read();
    expect(first).toEqual({ list: [1], _id: "of the database" });
    Reflect.set(Object(first), "list", "changed");
    expect(await read()).toEqual({ list: [1], _id: "of the database" });
  });

  it("is plain data, whatever a store makes of it", async () => {
    class Store extends createStoreClass() {
      public override async hasValue(): Promise<boolean> {
        return true;
      }
      public override async readValue(): Promise<unknown> {
        return { time: new Date(0), list: [undefined], number: NaN };
      }
    }
    expect(await createAdapter(Store).read()).toEqual({
      time: "1970-01-01T00:00:00.000Z",
      list: [null],
      number: null,
    });
  });

  it("a store that gives undefined gives nothing", async () => {
    class Store extends createStoreClass() {
      public override async hasValue(): Promise<boolean> {
        return true;
      }
    }
    expect(await createAdapter(Store).read()).toBeNull();
  });

  it("a document that JSON cannot keep is refused before any store sees it", async () => {
    const { write } = createAdapter();
    await expect(write({ price: NaN })).rejects.toMatchObject({
      code: "PERSIST_VALUE_INVALID",
      message: "Failed to write entity BTCUSDT_trend:BTCUSDT: price is NaN, which JSON cannot keep",
    });
    expect(log).toEqual([]);
  });

  it("what a store throws comes through as it is", async () => {
    const failure = new Error("connection lost");
    class NoCheck extends createStoreClass() {
      public override hasValue(): Promise<boolean> {
        return Promise.reject(failure);
      }
    }
    class NoRead extends createStoreClass() {
      public override async hasValue(): Promise<boolean> {
        return true;
      }
      public override readValue(): Promise<unknown> {
        return Promise.reject(failure);
      }
    }
    await expect(createAdapter(NoCheck).read()).rejects.toBe(failure);
    await expect(createAdapter(NoRead).read()).rejects.toBe(failure);
  });

  it("a document of the user's own store that cannot be trusted is named, and left alone", async () => {
    const { adapter, write } = createAdapter();
    await write({ a: 1 });
    const reading = adapter.read(PLACE, null, () => ({ isSound: false, problem: "it is odd" }));
    await expect(reading).rejects.toMatchObject({
      code: "PERSIST_DOCUMENT_BROKEN",
      message:
        "the signal document BTCUSDT of symbol BTCUSDT and strategy trend cannot be trusted (it is odd); repair or remove document BTCUSDT of BTCUSDT_trend in your own store",
    });
    expect(log.filter(([name]) => name === "writeValue" || name === "deleteValue")).toHaveLength(1);
  });

  it("so is one that is no data at all", async () => {
    class Store extends createStoreClass() {
      public override async hasValue(): Promise<boolean> {
        return true;
      }
      public override async readValue(): Promise<unknown> {
        return { id: 1n };
      }
    }
    await expect(createAdapter(Store).read()).rejects.toMatchObject({ code: "PERSIST_DOCUMENT_BROKEN" });
  });

  it("a document that was replaced while it was judged is judged again", async () => {
    const { adapter, write } = createAdapter();
    await write("odd");
    let repair: Promise<void> | undefined;
    const value = await adapter.read<unknown>(PLACE, null, (document) => {
      if (document === "odd") {
        repair ??= write("repaired");
        return { isSound: false, problem: "it is odd" };
      }
      return sound(document);
    });
    expect(value).toBe("repaired");
    await repair;
  });
});

describe("the class of the stores", () => {
  it.each([
    ["an object", {}],
    ["a function that makes no instances", () => undefined],
    ["nothing", undefined],
    ["a text", "PersistBase"],
  ])("cannot be %s; the one in force stays", async (_, value) => {
    const { adapter, read, write } = createAdapter();
    await write(1);
    expect(() => Reflect.apply(adapter.useStoreClass, adapter, [value])).toThrow(
      expect.objectContaining({ code: "PERSIST_ADAPTER_INVALID" }),
    );
    expect(await read()).toBe(1);
  });

  it("must make stores with the four methods", async () => {
    const adapter = new PersistAdapter("signal", "./base/");
    class Half {
      public async waitForInit(): Promise<void> {}
      public async hasValue(): Promise<boolean> {
        return false;
      }
    }
    Reflect.apply(adapter.useStoreClass, adapter, [Half]);
    await expect(adapter.read(PLACE, null, accept)).rejects.toMatchObject({
      code: "PERSIST_ADAPTER_INVALID",
      message: "a store of the signal adapter has no method readValue, writeValue",
    });
  });

  it("may have its methods as fields", async () => {
    class Fields {
      public readonly waitForInit = async (): Promise<void> => undefined;
      public readonly hasValue = async (): Promise<boolean> => true;
      public readonly readValue = async (): Promise<unknown> => "field";
      public readonly writeValue = async (): Promise<void> => undefined;
    }
    expect(await createAdapter(Fields).read()).toBe("field");
  });

  it("may be a function of old style", async () => {
    const adapter = new PersistAdapter("signal", "./base/");
    const Old = function Old() {
      // Its methods are on the prototype.
    };
    Object.assign(Old.prototype, createStoreClass().prototype, {
      waitForInit: async () => undefined,
      hasValue: async () => true,
      readValue: async () => "old",
      writeValue: async () => undefined,
    });
    Reflect.apply(adapter.useStoreClass, adapter, [Old]);
    expect(await adapter.read<unknown>(PLACE, null, accept)).toBe("old");
  });

  it("counts from the next call on, also for stores in use (pitfall: adapter switch after first use is ignored)", async () => {
    const { adapter, read, write } = createAdapter();
    await write("first");
    adapter.useStoreClass(createStoreClass());
    expect(await read()).toBe("absent");
    expect(log.at(-2)).toEqual(["waitForInit", true]);
  });
});

describe("pairs whose names join to the same folder (pitfall: joined names collide)", () => {
  const ONE = { ...createPairPlace("A_B", "C"), entityId: "A_B" };
  const OTHER = { ...createPairPlace("A", "B_C"), entityId: "A" };

  it("the second one is refused, and both are named", async () => {
    const { read, write } = createAdapter();
    await write(1, ONE);
    for (const call of [() => read(OTHER), () => write(2, OTHER)]) {
      await expect(call()).rejects.toMatchObject({
        code: "PERSIST_NAME_COLLISION",
        message:
          "symbol A and strategy B_C would share the signal store A_B_C with symbol A_B and strategy C; rename one of them",
      });
    }
    expect(await read(ONE)).toBe(1);
  });

  it("names with colons do not share a store either", () => {
    const [one, other] = [createPairPlace("A:B", "C"), createPairPlace("A", "B:C")];
    expect(one.key).not.toBe(other.key);
    expect(one.entityName).not.toBe(other.entityName);
  });
});
