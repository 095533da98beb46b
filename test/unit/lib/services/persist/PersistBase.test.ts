import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PersistError } from "../../../../../src/errors/PersistError";
import { PersistBase } from "../../../../../src/lib/services/persist/PersistBase";
import { useFolder } from "./persist-fixtures";

const folder = useFolder();

const openStore = async (name = "E") => {
  const store = new PersistBase(name, folder.path);
  await store.waitForInit(true);
  return store;
};

const collect = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of stream) {
    items.push(item);
  }
  return items;
};

const failure = (code: string, message: string | RegExp) =>
  expect.objectContaining({
    code,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });

describe("construction", () => {
  it("touches nothing on disk and shows exactly its three fields", () => {
    const store = new PersistBase("E", join(folder.path, "base"));
    expect(Object.keys(store)).toEqual(["entityName", "baseDir", "_directory"]);
    expect(store).toMatchObject({
      entityName: "E",
      baseDir: join(folder.path, "base"),
      _directory: join(folder.path, "base", "E"),
    });
    expect(existsSync(join(folder.path, "base"))).toBe(false);
  });

  it("lies in logs/data of the working directory by default, as an absolute path", () => {
    expect(new PersistBase("E").baseDir).toBe(join(process.cwd(), "logs", "data"));
  });

  it("joins and normalises what is relative, and leaves it relative", () => {
    const store = new PersistBase("BTCUSDT_trend", "./dump/data/signal/");
    expect(store.baseDir).toBe("./dump/data/signal/");
    expect(store._directory).toBe("dump/data/signal/BTCUSDT_trend");
    expect(store._getFilePath("BTCUSDT")).toBe("dump/data/signal/BTCUSDT_trend/BTCUSDT.json");
    expect(store._getFilePath(7)).toBe("dump/data/signal/BTCUSDT_trend/7.json");
  });

  it("can be extended, with class fields and with methods of the base", async () => {
    class Own extends PersistBase {
      public readonly calls: string[] = [];

      public override async hasValue(id: string): Promise<boolean> {
        this.calls.push(id);
        return super.hasValue(id);
      }
    }
    const store = new Own("E", folder.path);
    await store.waitForInit(true);
    await store.writeValue("a", 1);
    expect(await store.hasValue("a")).toBe(true);
    expect(store.calls).toEqual(["a"]);
    expect(store).toBeInstanceOf(Own);
    expect(store).toBeInstanceOf(PersistBase);
  });

  it("gives an instance without new, as classes of old style call it", async () => {
    const store: unknown = Reflect.apply(PersistBase, undefined, ["E", folder.path]);
    expect(store).toBeInstanceOf(PersistBase);
    expect(PersistBase.name).toBe("PersistBase");
  });

  it("encodes the names it makes paths from, and refuses an empty one (pitfall: names become paths unchecked)", async () => {
    const store = new PersistBase("../BTC/USDT", folder.path);
    await store.waitForInit(true);
    await store.writeValue("../../out", { a: 1 });
    expect(folder.list()).toEqual(["..%2FBTC%2FUSDT"]);
    expect(folder.list("..%2FBTC%2FUSDT")).toEqual(["..%2F..%2Fout.json"]);
    expect(() => new PersistBase("", folder.path)).toThrow(PersistError);
    await expect(store.writeValue("", 1)).rejects.toThrow(failure("PERSIST_NAME_INVALID", /empty/));
  });
});

describe("documents", () => {
  it("are JSON without spaces and line breaks, readable by the owner only (pitfall: everyone can read state)", async () => {
    const store = await openStore();
    await store.writeValue("a", { note: "ä", list: [1, null] });
    const path = store._getFilePath("a");
    expect(readFileSync(path, "utf8")).toBe('{"note":"ä","list":[1,null]}');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await store.writeValue("n", null);
    expect(readFileSync(store._getFilePath("n"), "utf8")).toBe("null");
  });

  it("can be read as soon as they are written; ids may be numbers", async () => {
    const store = await openStore();
    expect(await store.hasValue(7)).toBe(false);
    await store.writeValue(7, { seven: 7 });
    expect(await store.hasValue("7")).toBe(true);
    expect(await store.readValue(7)).toEqual({ seven: 7 });
  });

  it("hasValue is false without the folder, and names what fails otherwise", async () => {
    const store = new PersistBase("E", folder.path);
    expect(await store.hasValue("a")).toBe(false);
    const blocked = new PersistBase("E", folder.put("file", "x"));
    await expect(blocked.hasValue("a")).rejects.toThrow(
      failure("PERSIST_READ_FAILED", /^Failed to check existence of entity E:a: ENOTDIR/),
    );
    await expect(blocked.findBroken("a")).rejects.toThrow(failure("PERSIST_READ_FAILED", /ENOTDIR/));
  });

  it("reading names what is missing and what is broken", async () => {
    const store = await openStore();
    await expect(store.readValue("a")).rejects.toThrow(failure("PERSIST_NOT_FOUND", "Entity E:a not found"));
    folder.put("E/b.json", "{");
    await expect(store.readValue("b")).rejects.toThrow(
      failure("PERSIST_DOCUMENT_BROKEN", /^Failed to read entity E:b: .*JSON/),
    );
    mkdirSync(store._getFilePath("c"));
    await expect(store.readValue("c")).rejects.toThrow(
      failure("PERSIST_READ_FAILED", /^Failed to read entity E:c: EISDIR/),
    );
  });

  it("writing does not create the folder", async () => {
    const store = new PersistBase("E", folder.path);
    await expect(store.writeValue("a", 1)).rejects.toThrow(
      failure("PERSIST_WRITE_FAILED", /^Failed to write entity E:a: ENOENT/),
    );
  });

  it.each([
    ["undefined", undefined],
    ["undefined inside", { a: { note: undefined } }],
    ["NaN", { priceOpen: NaN }],
    ["an infinity", [[Infinity]]],
  ])("writing refuses %s and leaves the document (pitfall: NaN turns into null)", async (_, value) => {
    const store = await openStore();
    await store.writeValue("a", "old");
    await expect(store.writeValue("a", value)).rejects.toThrow(
      failure("PERSIST_VALUE_INVALID", /^Failed to write entity E:a: /),
    );
    expect(await store.readValue("a")).toBe("old");
  });

  it("writing takes the document as it is at the call", async () => {
    const store = await openStore();
    const document = { version: 1 };
    const written = store.writeValue("a", document);
    document.version = 2;
    await written;
    expect(await store.readValue("a")).toEqual({ version: 1 });
  });

  it("removing takes one, or all and nothing else", async () => {
    const store = await openStore();
    await store.writeValue("a", 1);
    await store.writeValue("b", 2);
    folder.put("E/keep.txt", "x");
    folder.put("E/b.json.corrupt-1", "x");
    await store.removeValue("a");
    expect(folder.list("E")).toEqual(["b.json", "b.json.corrupt-1", "keep.txt"]);
    await expect(store.removeValue("a")).rejects.toThrow(
      failure("PERSIST_NOT_FOUND", "Entity E:a not found for deletion"),
    );
    await store.removeAll();
    expect(folder.list("E")).toEqual(["b.json.corrupt-1", "keep.txt"]);
    mkdirSync(store._getFilePath("dir"));
    await expect(store.removeValue("dir")).rejects.toThrow(
      failure("PERSIST_REMOVE_FAILED", /^Failed to remove entity E:dir: /),
    );
    await expect(store.removeAll()).rejects.toThrow(
      failure("PERSIST_REMOVE_FAILED", /^Failed to remove values for E: /),
    );
  });
});

describe("listings", () => {
  const openFilled = async () => {
    const store = await openStore();
    for (const id of ["q10", "B", "q2", 7, "BTC/USDT"]) {
      await store.writeValue(id, { id });
    }
    return store;
  };

  it("keys are texts in the order people sort them: digits as numbers, case ignored", async () => {
    const store = await openFilled();
    expect(await collect(store.keys())).toEqual(["7", "B", "BTC/USDT", "q2", "q10"]);
    expect(await store.getCount()).toBe(5);
  });

  it("ids that differ in case or accents only still have one order", async () => {
    const store = await openStore();
    for (const id of ["a", "A", "á"]) {
      await store.writeValue(id, id);
    }
    expect(await collect(store.keys())).toEqual(["A", "a", "á"]);
  });

  it("values come in the order of keys, also by for await over the store", async () => {
    const store = await openFilled();
    const expected = [{ id: 7 }, { id: "B" }, { id: "BTC/USDT" }, { id: "q2" }, { id: "q10" }];
    expect(await collect(store.values())).toEqual(expected);
    expect(await collect(store)).toEqual(expected);
  });

  it("filter keeps what the predicate wants, take stops, and gives one at least", async () => {
    const store = await openFilled();
    const isText = ({ id }: { id: unknown }): boolean => typeof id === "string";
    expect(await collect(store.filter(isText))).toHaveLength(4);
    expect(await collect(store.take(2))).toEqual([{ id: 7 }, { id: "B" }]);
    expect(await collect(store.take(2, isText))).toEqual([{ id: "B" }, { id: "BTC/USDT" }]);
    expect(await collect(store.take(0))).toEqual([{ id: 7 }]);
    expect(await collect(store.take(9))).toHaveLength(5);
  });

  it("show no temporary file, no former one, none moved aside and none of another spelling (pitfall: left-over temporary files become entries)", async () => {
    const store = await openFilled();
    folder.put("E/B.json.1234567", "{}");
    folder.put("E/.tmp-0123456789ab-B.json", "{}");
    folder.put("E/B.json.corrupt-17", "{}");
    folder.put("E/C:D.json", "{}");
    folder.put("E/.json", "{}");
    expect(await store.getCount()).toBe(5);
    expect(await collect(store.keys())).toHaveLength(5);
  });

  it("show a document whose id looks like a former temporary file", async () => {
    const store = await openStore();
    await store.writeValue(".tmp-0123456789ab-B", 1);
    expect(await collect(store.keys())).toEqual([".tmp-0123456789ab-B"]);
    expect(await collect(store.values())).toEqual([1]);
  });

  it("reject without the folder, in their own words", async () => {
    const store = new PersistBase("E", folder.path);
    await expect(store.getCount()).rejects.toThrow(failure("PERSIST_LIST_FAILED", /^ENOENT/));
    await expect(collect(store.keys())).rejects.toThrow(
      failure("PERSIST_LIST_FAILED", /^Failed to read keys for E: ENOENT/),
    );
    for (const stream of [store.values(), store, store.filter(() => true), store.take(1)]) {
      await expect(collect(stream)).rejects.toThrow(
        failure("PERSIST_LIST_FAILED", /^Failed to read values for E: ENOENT/),
      );
    }
    await expect(store.removeAll()).rejects.toThrow(
      failure("PERSIST_REMOVE_FAILED", /^Failed to remove values for E: ENOENT/),
    );
  });

  it("wrap what reading one of them throws", async () => {
    const store = await openStore();
    folder.put("E/a.json", "{");
    await expect(collect(store.values())).rejects.toThrow(
      failure("PERSIST_LIST_FAILED", /^Failed to read values for E: Failed to read entity E:a: /),
    );
  });
});
