import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PersistBase } from "../../../../../src/lib/services/persist/PersistBase";
import { createSimulatedClock } from "../../../../../src/testing/simulated-clock";
import { setClock } from "../../../../../src/utils/clock";
import { useFolder, useReports } from "./persist-fixtures";

const folder = useFolder();
const reports = useReports();

const START = Date.UTC(2025, 0, 1);

let restoreClock = (): void => undefined;

afterEach(() => {
  restoreClock();
  restoreClock = () => undefined;
});

const stopClock = (): void => {
  restoreClock = setClock(createSimulatedClock({ start: START }));
};

const createStore = (name = "E") => new PersistBase(name, folder.path);

describe("making a store ready", () => {
  it("creates the folder and those above it; once, with one promise for everybody", async () => {
    const store = new PersistBase("E", join(folder.path, "a", "b"));
    const first = store.waitForInit(true);
    expect(store.waitForInit(false)).toBe(first);
    await first;
    expect(statSync(join(folder.path, "a", "b", "E")).isDirectory()).toBe(true);
    expect(store.waitForInit(false)).toBe(first);
  });

  it("is tried again after a failure (pitfall: failure of the first init is cached)", async () => {
    const obstacle = folder.put("base", "a file where the folder should be");
    const store = new PersistBase("E", obstacle);
    await expect(store.waitForInit(true)).rejects.toMatchObject({
      code: "PERSIST_INIT_FAILED",
      message: expect.stringMatching(/^Failed to prepare the folder of E: ENOTDIR|EEXIST/),
    });
    const { unlinkSync } = await import("node:fs");
    unlinkSync(obstacle);
    await store.waitForInit(false);
    await store.writeValue("a", 1);
    expect(await store.readValue("a")).toBe(1);
  });

  it("leaves sound documents alone, null among them, and says nothing", async () => {
    folder.put("E/a.json", '{"a":1}');
    folder.put("E/n.json", "null");
    await createStore().waitForInit(true);
    expect(folder.list("E")).toEqual(["a.json", "n.json"]);
    expect(reports).toEqual({ errors: [], warnings: [] });
  });
});

describe("documents that cannot be read", () => {
  const TORN: [string, string | Uint8Array][] = [
    ["torn", '{"id":"a","priceOpen":1'],
    ["empty", ""],
    ["blank", "  \n"],
    ["all zeros, as a power cut leaves them", "\u0000\u0000\u0000"],
    ["no JSON", "hello"],
    ["two documents", '{"a":1}{"a":2}'],
    ["no UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ];

  it.each(TORN)(
    "%s: is moved aside as it is, and reported; nothing is printed (pitfall: a broken file blocks for ever)",
    async (_, text) => {
      stopClock();
      const printed = [vi.spyOn(console, "error"), vi.spyOn(console, "warn"), vi.spyOn(console, "log")];
      folder.put("E/BTCUSDT.json", text);
      const store = createStore();
      await store.waitForInit(true);
      const aside = join(folder.path, "E", `BTCUSDT.json.corrupt-${START}`);
      expect(folder.list("E")).toEqual([`BTCUSDT.json.corrupt-${START}`]);
      expect(readFileSync(aside)).toEqual(Buffer.from(text));
      expect(await store.hasValue("BTCUSDT")).toBe(false);
      expect(await store.findBroken("BTCUSDT")).toBe(aside);
      expect(reports.errors).toEqual([
        expect.objectContaining({
          code: "PERSIST_DOCUMENT_BROKEN",
          message: expect.stringContaining(`Failed to read entity E:BTCUSDT, which was moved to ${aside}`),
        }),
      ]);
      expect(reports.warnings).toHaveLength(1);
      for (const print of printed) {
        expect(print).not.toHaveBeenCalled();
      }
    },
  );

  it("a byte order mark of an editor breaks nothing", async () => {
    folder.put("E/a.json", '\ufeff{"a":1}');
    const store = createStore();
    await store.waitForInit(true);
    expect(await store.readValue("a")).toEqual({ a: 1 });
  });

  it("each is reported, and the sound ones beside them stay", async () => {
    folder.put("E/a.json", "{");
    folder.put("E/b.json", "{}");
    folder.put("E/c.json", "{");
    await createStore().waitForInit(true);
    expect(reports.errors).toHaveLength(2);
    expect(folder.list("E").filter((file) => file.endsWith(".json"))).toEqual(["b.json"]);
  });

  it("never take the place of an older one that was moved aside", async () => {
    stopClock();
    folder.put(`E/a.json.corrupt-${START}`, "first");
    folder.put("E/a.json", "second");
    const store = createStore();
    await store.waitForInit(true);
    await store.writeValue("a", 1);
    const place = await store.moveAside("a");
    expect(place).toBe(join(folder.path, "E", `a.json.corrupt-${START + 2}`));
    expect(readFileSync(join(folder.path, "E", `a.json.corrupt-${START}`), "utf8")).toBe("first");
    expect(readFileSync(join(folder.path, "E", `a.json.corrupt-${START + 1}`), "utf8")).toBe("second");
    expect(await store.findBroken("a")).toBe(join(folder.path, "E", `a.json.corrupt-${START}`));
  });

  it("findBroken looks at the named document only, and knows when it is gone", async () => {
    const store = createStore();
    expect(await store.findBroken("a")).toBeNull();
    await store.waitForInit(true);
    expect(await store.findBroken("a")).toBeNull();
    const aside = folder.put("E/a.json.corrupt-5", "x");
    folder.put("E/b.json.corrupt-5.json", "{}");
    expect(await store.findBroken("a")).toBe(aside);
    expect(await store.findBroken("b")).toBeNull();
    expect(await store.findBroken("aa")).toBeNull();
    await expect(store.moveAside("a")).rejects.toMatchObject({ code: "PERSIST_NOT_FOUND" });
  });
});

describe("temporary files that a crash has left", () => {
  const age = (path: string, seconds: number): void => {
    const time = new Date(Date.now() - seconds * 1_000);
    utimesSync(path, time, time);
  };

  it("are removed when they are old, also of earlier releases (pitfall: left-over temporary files become entries)", async () => {
    stopClock();
    age(folder.put("E/a.json.1234567", '{"half":'), 60);
    age(folder.put("E/.tmp-0123456789ab-a.json", "{}"), 60);
    await createStore().waitForInit(true);
    expect(folder.list("E")).toEqual([]);
  });

  it("stay while they are young: another process may be writing", async () => {
    const young = folder.put("E/a.json.1234567", "{}");
    await createStore().waitForInit(true);
    expect(existsSync(young)).toBe(true);
  });

  it("nothing else is swept", async () => {
    const files = ["a.json", "a.json.bak", "notes.txt", "a.json.corrupt-1", ".tmp-x-a.json"];
    for (const file of files) {
      age(folder.put(`E/${file}`, "{}"), 3_600);
    }
    await createStore().waitForInit(true);
    expect(folder.list("E")).toEqual([...files].sort());
  });
});
