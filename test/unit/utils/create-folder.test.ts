import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFolder } from "../../../src/utils/create-folder";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "folder-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("creating a folder and those above it", () => {
  it("tells the topmost one it created", async () => {
    expect(await createFolder(join(root, "a", "b", "c"))).toBe(join(root, "a"));
    expect(await createFolder(join(root, "a", "b", "d"))).toBe(join(root, "a", "b", "d"));
    expect(await createFolder(join(root, "a", "b", "c"))).toBeUndefined();
    expect(existsSync(join(root, "a", "b", "c"))).toBe(true);
  });

  it("of a relative path, too", async () => {
    const path = relative(process.cwd(), join(root, "y", "z"));
    expect(await createFolder(path)).toBe(dirname(path));
    expect(existsSync(join(root, "y", "z"))).toBe(true);
  });

  it("many at once create it together", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => createFolder(join(root, "p", "q"))));
    expect(all.filter((first) => first === join(root, "p"))).toHaveLength(1);
    expect(existsSync(join(root, "p", "q"))).toBe(true);
  });

  it("a link to a folder is one", async () => {
    mkdirSync(join(root, "target"));
    symlinkSync(join(root, "target"), join(root, "link"));
    expect(await createFolder(join(root, "link", "inner"))).toBe(join(root, "link", "inner"));
    expect(existsSync(join(root, "target", "inner"))).toBe(true);
  });

  it("a file in the way rejects", async () => {
    writeFileSync(join(root, "file"), "");
    await expect(createFolder(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(createFolder(join(root, "file", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });

  it.skipIf(!existsSync("/proc/self"))(
    "a file system that takes no folders rejects (needs /proc)",
    async () => {
      await expect(createFolder("/proc/no-such-process/below")).rejects.toMatchObject({ code: "ENOENT" });
    },
  );
});
