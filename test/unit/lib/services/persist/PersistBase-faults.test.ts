import { rmSync } from "node:fs";
import type * as fsPromises from "node:fs/promises";
import { describe, expect, it, vi } from "vitest";
import fc from "fast-check";
import { PersistBase } from "../../../../../src/lib/services/persist/PersistBase";
import { createGate, createSystemError, useFolder, useReports } from "./persist-fixtures";

/** System calls as they are, until a test makes one fail. */
const { calls } = vi.hoisted(() => ({
  calls: {
    fail: new Map<string, (path: string) => Error | undefined>(),
    log: new Array<string>(),
    hold: undefined as ((path: string) => Promise<void>) | undefined,
  },
}));

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof fsPromises>();
  const check = (name: string, path: unknown): void => {
    calls.log.push(`${name} ${String(path)}`);
    const error = calls.fail.get(name)?.(String(path));
    if (error !== undefined) {
      throw error;
    }
  };
  return {
    ...original,
    mkdir: async (path: string, options: { recursive: true }) => {
      check("mkdir", path);
      return original.mkdir(path, options);
    },
    writeFile: async (path: string, text: string, options: { flag: string }) => {
      await calls.hold?.(path);
      check("writeFile", path);
      await original.writeFile(path, text, options);
    },
    readFile: async (path: string) => {
      check("readFile", path);
      return original.readFile(path);
    },
    rename: async (path: string, target: string) => {
      check("rename", path);
      await original.rename(path, target);
    },
    unlink: async (path: string) => {
      check("unlink", path);
      await original.unlink(path);
    },
    open: async (path: string, flags: string) => {
      check("open", path);
      const handle = await original.open(path, flags);
      return {
        sync: async () => {
          check("sync", path);
          await handle.sync();
        },
        close: async () => {
          calls.log.push(`close ${path}`);
          await handle.close();
        },
      };
    },
  };
});

const folder = useFolder();
const reports = useReports();

const failWith = (call: string, code: string): void => {
  calls.fail.set(call, () => createSystemError(code));
};

const openStore = async (): Promise<InstanceType<typeof PersistBase>> => {
  calls.fail.clear();
  calls.hold = undefined;
  const store = new PersistBase("E", folder.path);
  await store.waitForInit(true);
  calls.log.length = 0;
  return store;
};

describe("when the disk refuses", () => {
  it.each(["ENOSPC", "EROFS", "EACCES", "EIO"])(
    "%s while writing: the write rejects with it, the old document stays, nothing is left over",
    async (code) => {
      const store = await openStore();
      await store.writeValue("a", "old");
      failWith("writeFile", code);
      await expect(store.writeValue("a", "new")).rejects.toMatchObject({
        code: "PERSIST_WRITE_FAILED",
        message: `Failed to write entity E:a: ${code}: it went wrong`,
        cause: expect.objectContaining({ code }),
      });
      calls.fail.clear();
      expect(await store.readValue("a")).toBe("old");
      expect(folder.list("E")).toEqual(["a.json"]);
      await store.writeValue("a", "newer");
      expect(await store.readValue("a")).toBe("newer");
    },
  );

  it.each(["EROFS", "EACCES"])(
    "%s while creating the folder: init rejects and is tried again",
    async (code) => {
      calls.fail.clear();
      failWith("mkdir", code);
      const store = new PersistBase("E", folder.path);
      await expect(store.waitForInit(true)).rejects.toMatchObject({ code: "PERSIST_INIT_FAILED" });
      calls.fail.clear();
      await store.waitForInit(false);
      expect(folder.list()).toEqual(["E"]);
    },
  );

  it("a folder that is deleted while a run has it is made again by the next write, with those above it", async () => {
    const store = await openStore();
    await store.writeValue("a", "old");
    rmSync(folder.path, { recursive: true });
    expect(await store.hasValue("a")).toBe(false);
    await expect(store.removeValue("a")).rejects.toMatchObject({ code: "PERSIST_NOT_FOUND" });
    await store.writeValue("a", "new");
    expect(await store.readValue("a")).toBe("new");
  });

  it("a folder that is not there and cannot be made is what the write says", async () => {
    const store = await openStore();
    rmSync(folder.path, { recursive: true });
    failWith("mkdir", "EACCES");
    await expect(store.writeValue("a", "new")).rejects.toMatchObject({
      code: "PERSIST_WRITE_FAILED",
      cause: expect.objectContaining({ code: "EACCES" }),
    });
  });

  it.each(["EIO", "EACCES", "EMFILE"])(
    "%s while reading says nothing about the document: it stays in its place and is reported",
    async (code) => {
      calls.fail.clear();
      folder.put("E/a.json", '{"a":1}');
      failWith("readFile", code);
      const store = new PersistBase("E", folder.path);
      await store.waitForInit(true);
      expect(folder.list("E")).toEqual(["a.json"]);
      expect(reports.errors).toEqual([expect.objectContaining({ code: "PERSIST_READ_FAILED" })]);
      await expect(store.readValue("a")).rejects.toMatchObject({ code: "PERSIST_READ_FAILED" });
      calls.fail.clear();
      expect(await store.readValue("a")).toEqual({ a: 1 });
    },
  );

  it("a document that goes while the store is made ready is nobody's problem", async () => {
    calls.fail.clear();
    folder.put("E/a.json", "{}");
    failWith("readFile", "ENOENT");
    await new PersistBase("E", folder.path).waitForInit(true);
    expect(reports.errors).toEqual([]);
  });

  it("a broken document that cannot be moved aside is reported, stays, and cannot be read", async () => {
    calls.fail.clear();
    folder.put("E/a.json", "{");
    failWith("rename", "EROFS");
    const store = new PersistBase("E", folder.path);
    await store.waitForInit(true);
    expect(reports.errors).toEqual([
      expect.objectContaining({ message: expect.stringContaining("which was left in its place") }),
    ]);
    await expect(store.readValue("a")).rejects.toMatchObject({ code: "PERSIST_DOCUMENT_BROKEN" });
    await expect(store.moveAside("a")).rejects.toMatchObject({
      code: "PERSIST_WRITE_FAILED",
      message: "Failed to move entity E:a aside: EROFS: it went wrong",
    });
  });

  it("a temporary file that cannot be removed keeps nobody from starting", async () => {
    calls.fail.clear();
    folder.put("E/.tmp-0123456789ab-a.json", "{}");
    const { utimesSync } = await import("node:fs");
    utimesSync(`${folder.path}/E/.tmp-0123456789ab-a.json`, 0, 0);
    failWith("unlink", "EACCES");
    await new PersistBase("E", folder.path).waitForInit(true);
    expect(folder.list("E")).toHaveLength(1);
  });

  it("EACCES while removing: names the document", async () => {
    const store = await openStore();
    await store.writeValue("a", 1);
    failWith("unlink", "EACCES");
    await expect(store.removeValue("a")).rejects.toThrow("Failed to remove entity E:a: EACCES");
    await expect(store.removeAll()).rejects.toThrow("Failed to remove values for E: EACCES");
  });
});

describe("durable", () => {
  const syncsOf = (): string[] => calls.log.filter((line) => line.startsWith("sync"));

  it("the folder is synced after each change of what it lists (pitfall: rename without folder sync)", async () => {
    const store = await openStore();
    for (const change of [
      () => store.writeValue("a", 1),
      () => store.moveAside("a"),
      () => store.writeValue("b", 1),
      () => store.removeValue("b"),
    ]) {
      calls.log.length = 0;
      await change();
      expect(syncsOf()).toEqual([`sync ${folder.path}/E`]);
      expect(calls.log.at(-1)).toBe(`close ${folder.path}/E`);
    }
  });

  it("so are those above the folders it creates", async () => {
    calls.fail.clear();
    calls.log.length = 0;
    await new PersistBase("E", `${folder.path}/x/y`).waitForInit(true);
    expect(syncsOf()).toEqual([`sync ${folder.path}/x/y`, `sync ${folder.path}/x`, `sync ${folder.path}`]);
  });

  it.each(["EISDIR", "EPERM", "EINVAL", "ENOTSUP"])(
    "%s: a platform that cannot sync folders is tolerated",
    async (code) => {
      const store = await openStore();
      failWith("sync", code);
      await store.writeValue("a", 1);
      calls.fail.clear();
      failWith("open", code);
      await store.writeValue("a", 2);
      calls.fail.clear();
      expect(await store.readValue("a")).toBe(2);
    },
  );

  it("EIO: a folder that cannot be synced fails the write, and its handle is closed", async () => {
    const store = await openStore();
    failWith("sync", "EIO");
    await expect(store.writeValue("a", 1)).rejects.toMatchObject({ code: "PERSIST_WRITE_FAILED" });
    expect(calls.log.at(-1)).toBe(`close ${folder.path}/E`);
  });
});

describe("changes that overlap (pitfall: concurrent writes to one file are unordered)", () => {
  it("a slow older write is not overtaken, from another store of the folder either", async () => {
    const store = await openStore();
    const other = new PersistBase("E", folder.path);
    await other.waitForInit(true);
    const gate = createGate();
    const started = createGate();
    calls.hold = async () => {
      started.open();
      await gate.opened;
    };
    const older = store.writeValue("a", "older");
    await started.opened;
    calls.hold = undefined;
    const newer = other.writeValue("a", "newer");
    const removed = other.removeValue("a");
    const last = store.writeValue("a", "last");
    await store.writeValue("b", "another document does not wait");
    expect(await store.hasValue("a")).toBe(false);
    gate.open();
    await Promise.all([older, newer, removed, last]);
    expect(await store.readValue("a")).toBe("last");
    expect(folder.list("E")).toEqual(["a.json", "b.json"]);
  });

  it("the temporary file of a write under way is not swept by another store of the folder", async () => {
    const store = await openStore();
    const gate = createGate();
    const started = createGate();
    const { utimesSync } = await import("node:fs");
    calls.hold = async (path) => {
      utimesSync(path, 0, 0);
      started.open();
      await gate.opened;
    };
    const written = store.writeValue("a", "kept");
    await started.opened;
    calls.hold = undefined;
    await new PersistBase("E", folder.path).waitForInit(true);
    gate.open();
    await written;
    expect(await store.readValue("a")).toBe("kept");
  });

  it("any mix of writes and removals of any size and speed ends like the same mix one by one", async () => {
    const change = fc.record({
      id: fc.constantFrom("a", "b"),
      size: fc.constantFrom(null, 1, 20_000),
      turns: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        const store = await openStore();
        await store.removeAll();
        const expected = new Map<string, string>();
        const waits: number[] = [];
        calls.hold = async () => {
          const turns = waits.shift() ?? 0;
          for (let turn = 0; turn < turns; turn += 1) {
            await new Promise((resolve) => setImmediate(resolve));
          }
        };
        const pending = changes.map(({ id, size, turns }, index) => {
          if (size === null) {
            expected.delete(id);
            return store.removeValue(id);
          }
          const text = `${index}${"x".repeat(size)}`;
          expected.set(id, text);
          waits.push(turns);
          return store.writeValue(id, text);
        });
        await Promise.allSettled(pending);
        for (const id of ["a", "b"]) {
          const text = expected.get(id);
          expect(await store.hasValue(id)).toBe(text !== undefined);
          if (text !== undefined) {
            expect(await store.readValue(id)).toBe(text);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
