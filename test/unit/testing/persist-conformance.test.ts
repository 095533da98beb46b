import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PersistError } from "../../../src/errors/PersistError";
import type { EntityId, IPersistBase, TPersistBaseCtor } from "../../../src/interfaces/Persist.interface";
// The container gives the stores of files their logger.
import "../../../src/lib/index";
import { PersistBase } from "../../../src/lib/services/persist/PersistBase";
import { createMemoryPersist } from "../../../src/testing/memory-persist";
import { testPersistAdapter } from "../../../src/testing/persist-conformance";

/** A store that works, written anew: what the broken ones below are made from. */
const createDisk = () => {
  const disk = new Map<string, string>();
  return class PlainStore implements IPersistBase {
    public constructor(
      protected readonly entityName: string,
      protected readonly baseDir: string,
    ) {}

    public async waitForInit(_initial: boolean): Promise<void> {}

    public async hasValue(id: EntityId): Promise<boolean> {
      return disk.has(this.place(id));
    }

    public async readValue(id: EntityId): Promise<unknown> {
      const text = disk.get(this.place(id));
      if (text === undefined) {
        throw new Error(`${id} is not there`);
      }
      return JSON.parse(text);
    }

    public async writeValue(id: EntityId, entity: unknown): Promise<void> {
      this.put(id, entity);
    }

    protected put(id: EntityId, entity: unknown): void {
      disk.set(this.place(id), JSON.stringify(entity));
    }

    protected place(id: EntityId): string {
      return JSON.stringify([this.baseDir, this.entityName, String(id)]);
    }
  };
};

const findFailures = async (storeClass: TPersistBaseCtor): Promise<string[]> => {
  const failures: string[] = [];
  for (const { name, run } of testPersistAdapter(storeClass)) {
    try {
      await run();
    } catch {
      failures.push(name);
    }
  }
  return failures;
};

describe("the file store passes", () => {
  it.each(testPersistAdapter(PersistBase))("$name", async ({ run }) => run());
});

describe("the store in memory passes", () => {
  it.each(testPersistAdapter(createMemoryPersist()))("$name", async ({ run }) => run());
});

describe("a plain store passes", () => {
  it.each(testPersistAdapter(createDisk()))("$name", async ({ run }) => run());
});

const MANY_CHECKS = 20;

/** What a class does wrong, and which checks must notice, among others. */
const BROKEN: [title: string, storeClass: TPersistBaseCtor, noticed: string[]][] = [
  [
    "forgets everything at each waitForInit",
    class extends createDisk() {
      private fresh = 0;

      public override async waitForInit(): Promise<void> {
        this.fresh += 1;
      }

      protected override place(id: EntityId): string {
        return `${super.place(id)}${this.fresh}`;
      }
    },
    ["waitForInit is harmless when called again, and by many at once"],
  ],
  [
    "fails in a second waitForInit",
    class extends createDisk() {
      private isReady = false;

      public override async waitForInit(): Promise<void> {
        if (this.isReady) {
          throw new Error("ready already");
        }
        this.isReady = true;
      }
    },
    ["waitForInit is harmless when called again, and by many at once"],
  ],
  [
    "gives null for what is not there",
    class extends createDisk() {
      public override async readValue(id: EntityId): Promise<unknown> {
        return (await this.hasValue(id)) ? super.readValue(id) : null;
      }
    },
    ["a document nobody has written is not there, and reading it rejects"],
  ],
  [
    "says that everything is there",
    class extends createDisk() {
      public override async hasValue(): Promise<boolean> {
        return true;
      }
    },
    ["a document nobody has written is not there, and reading it rejects"],
  ],
  [
    "answers hasValue with something else than a boolean",
    class extends createDisk() {
      public override async hasValue(id: EntityId): Promise<boolean> {
        return Reflect.apply(Object, undefined, [await super.hasValue(id)]);
      }
    },
    [
      "a document nobody has written is not there, and reading it rejects",
      "gives back the row of a position",
    ],
  ],
  [
    "rounds numbers",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        const text = JSON.stringify(entity, (_, value: unknown) =>
          typeof value === "number" ? Number(value.toFixed(8)) : value,
        );
        super.put(id, JSON.parse(text));
      }
    },
    ["gives back numbers to the last bit"],
  ],
  [
    "cuts long texts",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        const text = JSON.stringify(entity, (_, value: unknown) =>
          typeof value === "string" ? value.slice(0, 65_535) : value,
        );
        super.put(id, JSON.parse(text));
      }
    },
    ["gives back a long text"],
  ],
  [
    "keeps ASCII only",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        // eslint-disable-next-line no-control-regex -- everything else
        super.put(id, JSON.parse(JSON.stringify(entity).replaceAll(/[^\u0000-\u007f]/g, "?")));
      }
    },
    ["gives back text in any script", "gives back the row of a position"],
  ],
  [
    "drops the fields it does not know",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        super.put(
          id,
          JSON.parse(
            JSON.stringify(entity, (key, value: unknown) => (key === "_transition" ? undefined : value)),
          ),
        );
      }
    },
    ["gives back a row with a transition and fields of the user"],
  ],
  [
    "adds a field of its own",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        super.put(id, entity === null || Array.isArray(entity) ? entity : { ...Object(entity), _id: "x" });
      }
    },
    ["gives back the levels of signals"],
  ],
  [
    "merges a document into the one before",
    class extends createDisk() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        const isPlain = (value: unknown) => value !== null && !Array.isArray(value);
        const before: unknown = (await this.hasValue(id)) ? await this.readValue(id) : {};
        this.put(id, isPlain(entity) && isPlain(before) ? { ...Object(before), ...Object(entity) } : entity);
      }
    },
    ["a write replaces the document as a whole"],
  ],
  [
    "ignores a write of null",
    class extends createDisk() {
      protected override put(id: EntityId, entity: unknown): void {
        if (entity !== null) {
          super.put(id, entity);
        }
      }
    },
    [
      "clearing with null, [] or {} leaves nothing of the document",
      "another store of the same names finds a document cleared",
    ],
  ],
  [
    "keeps the object it was given",
    class extends createDisk() {
      private readonly objects = new Map<EntityId, unknown>();

      protected override put(id: EntityId, entity: unknown): void {
        super.put(id, entity);
        this.objects.set(String(id), entity);
      }

      public override async readValue(id: EntityId): Promise<unknown> {
        return this.objects.get(String(id)) ?? super.readValue(id);
      }
    },
    ["changing what was handed in, or what was read, changes nothing in the store"],
  ],
  [
    "ignores its name",
    class extends createDisk() {
      protected override place(id: EntityId): string {
        return JSON.stringify([this.baseDir, String(id)]);
      }
    },
    ["stores of different names have nothing in common", "any text can be part of the name of a store"],
  ],
  [
    "ignores its base directory",
    class extends createDisk() {
      protected override place(id: EntityId): string {
        return JSON.stringify([this.entityName, String(id)]);
      }
    },
    ["stores of one name in different base directories have nothing in common"],
  ],
  [
    "has one document only",
    class extends createDisk() {
      protected override place(): string {
        return JSON.stringify([this.baseDir, this.entityName]);
      }
    },
    [
      "documents of different ids have nothing in common",
      "keeps 200 documents apart that are written at once",
    ],
  ],
  [
    "tells numbers and texts apart",
    class extends createDisk() {
      protected override place(id: EntityId): string {
        return JSON.stringify([this.baseDir, this.entityName, id]);
      }
    },
    ["an id that is a number is the id of its digits"],
  ],
  [
    "joins names as they are",
    class extends createDisk() {
      protected override place(id: EntityId): string {
        return join("/", this.baseDir, this.entityName, String(id));
      }
    },
    ["any text can be an id"],
  ],
  [
    "lets a small write overtake a large one",
    class extends createDisk() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        const text = JSON.stringify(entity);
        for (let turn = 0; turn < text.length; turn += 50_000) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        this.put(id, JSON.parse(text));
      }
    },
    ["of writes that overlap the one issued last wins"],
  ],
  [
    "resolves before the document is there",
    class extends createDisk() {
      public override async writeValue(id: EntityId, entity: unknown): Promise<void> {
        const copy: unknown = structuredClone(entity);
        setImmediate(() => this.put(id, copy));
      }
    },
    ["a document is there as soon as its write has resolved, each time"],
  ],
  [
    "shows its own writes before they are on its disk",
    class extends createDisk() {
      private readonly buffer = new Map<string, string>();

      public override async hasValue(id: EntityId): Promise<boolean> {
        return this.buffer.has(String(id));
      }

      public override async readValue(id: EntityId): Promise<unknown> {
        const text = this.buffer.get(String(id));
        return text === undefined ? super.readValue(id) : JSON.parse(text);
      }

      protected override put(id: EntityId, entity: unknown): void {
        this.buffer.set(String(id), JSON.stringify(entity));
      }
    },
    ["another store of the same names finds a document as soon as its write has resolved"],
  ],
];

describe("a store that", () => {
  it.each(BROKEN)("%s is noticed", async (_, storeClass, noticed) => {
    const failures = await findFailures(storeClass);
    expect(failures).toEqual(expect.arrayContaining(noticed));
  });

  it("lives no longer than its object passes when it says so", async () => {
    class ShortLived extends createDisk() {
      private static count = 0;
      private readonly number = (ShortLived.count += 1);

      protected override place(id: EntityId): string {
        return `${super.place(id)}${this.number}`;
      }
    }
    const failures = await findFailures(ShortLived);
    expect(failures).toEqual([
      "another store of the same names finds a document as soon as its write has resolved",
    ]);
    for (const { run } of testPersistAdapter(ShortLived, { isVolatile: true })) {
      await run();
    }
  });
});

describe("the list of checks", () => {
  it("has different names, and many", () => {
    const names = testPersistAdapter(PersistBase).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(MANY_CHECKS);
  });

  it("says what went wrong, as an error of the catalogue", async () => {
    class Deaf extends createDisk() {
      public override async hasValue(): Promise<boolean> {
        return false;
      }
    }
    const check = testPersistAdapter(Deaf).find(({ name }) => name === "gives back the row of a position");
    const error: unknown = await check?.run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PersistError);
    expect(error).toMatchObject({
      code: "PERSIST_ADAPTER_INVALID",
      message: "hasValue('BTCUSDT') should be true after the document was written, got false",
    });
  });

  it("shortens what it shows", async () => {
    class Empty extends createDisk() {
      public override async readValue(): Promise<unknown> {
        return Array.from({ length: 1_000 }, (_, index) => index);
      }
    }
    const check = testPersistAdapter(Empty).find(({ name }) => name === "gives back a long text");
    await expect(check?.run()).rejects.toThrow(/^.{0,1500}$/);
  });

  it("works in the base directory and under the names it is given, and in a folder of its own otherwise", async () => {
    const baseDir = mkdtempSync(join(tmpdir(), "given-"));
    const places: string[] = [];
    class Spy extends createDisk() {
      public constructor(name: string, base: string) {
        super(name, base);
        places.push(`${base}|${name}`);
      }
    }
    let count = 0;
    const createEntityName = (): string => `given-${(count += 1)}`;
    const [first] = testPersistAdapter(Spy, { baseDir, createEntityName });
    await first?.run();
    expect(places).toEqual([`${baseDir}|given-1`]);
    expect(existsSync(baseDir)).toBe(true);
    rmSync(baseDir, { recursive: true });

    const countFolders = () =>
      readdirSync(tmpdir()).filter((file) => file.startsWith("persist-conformance-")).length;
    const before = countFolders();
    await testPersistAdapter(PersistBase)[0]?.run();
    expect(countFolders()).toBe(before);
  });
});

describe("stores in memory", () => {
  it("of one class share their documents, those of another class do not, and can be cleared", async () => {
    const One = createMemoryPersist();
    const Other = createMemoryPersist();
    await new One("E", "base").writeValue("a", 1);
    expect(await new One("E", "base").readValue("a")).toBe(1);
    expect(await new Other("E", "base").hasValue("a")).toBe(false);
    One.clear();
    expect(await new One("E", "base").hasValue("a")).toBe(false);
    await expect(new One("E", "base").readValue("a")).rejects.toMatchObject({ code: "PERSIST_NOT_FOUND" });
  });

  it("refuse what JSON would lose, as the file store does", async () => {
    const Store = createMemoryPersist();
    await expect(new Store("E", "base").writeValue("a", { price: NaN })).rejects.toThrow("price is NaN");
  });
});
