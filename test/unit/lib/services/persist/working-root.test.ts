import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { PersistBase } from "../../../../../src/lib/services/persist/PersistBase";
import { PersistRiskAdapter } from "../../../../../src/lib/services/persist/PersistRiskAdapter";
import { useFolder } from "./persist-fixtures";

const folder = useFolder();
const before = process.cwd();

afterEach(() => process.chdir(before));

describe("the working directory (pitfall: the base folder is relative to the current one)", () => {
  it("is the one of the first use: a chdir moves no store, old or new, by default or by adapter", async () => {
    folder.put("first/x", "");
    folder.put("second/x", "");
    const first = join(folder.path, "first");
    process.chdir(first);
    const store = new PersistBase("E", "./state/");
    await PersistRiskAdapter.writePositionData([], "r");

    process.chdir(join(folder.path, "second"));
    await store.waitForInit(true);
    await store.writeValue("a", 1);
    await PersistRiskAdapter.writePositionData([], "later");
    const later = new PersistBase("E", "./state/");
    await later.waitForInit(true);

    expect(await later.readValue("a")).toBe(1);
    expect(new PersistBase("E").baseDir).toBe(join(first, "logs", "data"));
    expect(existsSync(join(first, "state", "E", "a.json"))).toBe(true);
    expect(existsSync(join(first, "dump", "data", "risk", "r", "positions.json"))).toBe(true);
    expect(existsSync(join(first, "dump", "data", "risk", "later", "positions.json"))).toBe(true);
    expect(folder.list("second")).toEqual(["x"]);
  });

  it("means nothing for an absolute base directory", async () => {
    const store = new PersistBase("E", join(folder.path, "absolute"));
    await store.waitForInit(true);
    await store.writeValue("a", 1);
    expect(folder.list("absolute/E")).toEqual(["a.json"]);
  });
});
