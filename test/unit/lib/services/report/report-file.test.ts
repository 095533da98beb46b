import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ReportError } from "../../../../../src/errors/ReportError";
import {
  defaultDirectory,
  prepareReport,
  writeReport,
} from "../../../../../src/lib/services/report/report-file";

describe("writeReport", () => {
  let root = "";
  let print = vi.spyOn(console, "log");

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "report-file-"));
    print = vi.spyOn(console, "log").mockImplementation(() => undefined);
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("creates the directory, writes the text as it is and gives the path", async () => {
    const path = await writeReport("Backtest report", join(root, "a/b"), "trend.md", "# Ünïcode\nlast line");
    expect(path).toBe(join(root, "a/b/trend.md"));
    expect(readFileSync(path, "utf8")).toBe("# Ünïcode\nlast line");
  });

  it("prints exactly one line, which ends with the absolute path", async () => {
    const path = await writeReport("Backtest report", root, "trend.md", "text");
    expect(print.mock.calls).toEqual([[`Backtest report saved: ${path}`]]);
  });

  it("uses an absolute directory as it is, and takes a relative one from the working directory (pitfall 104)", async () => {
    vi.spyOn(process, "cwd").mockReturnValue(root);
    expect(await writeReport("Report", "./test/temp", "x.md", "")).toBe(join(root, "test/temp/x.md"));
    expect(await writeReport("Report", join(root, "deep"), "x.md", "")).toBe(join(root, "deep/x.md"));
    expect(existsSync(join(root, root))).toBe(false);
  });

  it("replaces what was there and leaves nothing else behind", async () => {
    await writeReport("Report", root, "x.md", "a longer text");
    const path = await writeReport("Report", root, "x.md", "short");
    expect(readFileSync(path, "utf8")).toBe("short");
    expect(readdirSync(root)).toEqual(["x.md"]);
  });

  it.each(["../escaped.md", "/etc/x.md", "a/b.md", "..\\x.md", "..", ".", "", "\u0000.md", "\ud800.md"])(
    "keeps a file named %j inside of the directory (pitfall 101)",
    async (fileName) => {
      const folder = join(root, "inner");
      const path = await writeReport("Report", folder, fileName, "text");
      expect(dirname(path)).toBe(folder);
      expect(readdirSync(root)).toEqual(["inner"]);
      expect(readdirSync(folder)).toHaveLength(1);
    },
  );

  it("gives different names different files, also names too long for a file system", async () => {
    const long = "名".repeat(200);
    const names = [`${long}a`, `${long}b`, "A_B", "a/b", "a%2Fb"].map((name) => `${name}.md`);
    const paths = await Promise.all(names.map((name) => writeReport("Report", root, name, name)));
    expect(new Set(paths).size).toBe(names.length);
    expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(names);
    expect(paths.every((path) => path.endsWith(".md"))).toBe(true);
  });

  it("two writes at once leave one whole text, the later one", async () => {
    const texts = ["a", "b", "c"].map((letter) => letter.repeat(3_000_000));
    await Promise.all(texts.map((text) => writeReport("Report", root, "x.md", text)));
    expect(readFileSync(join(root, "x.md"), "utf8") === texts[2]).toBe(true);
    expect(readdirSync(root)).toEqual(["x.md"]);
  });

  it("does not follow a link out of the directory", async () => {
    writeFileSync(join(root, "target"), "mine");
    mkdirSync(join(root, "inner"));
    symlinkSync(join(root, "target"), join(root, "inner/x.md"));
    await expect(writeReport("Report", join(root, "inner"), "x.md", "text")).rejects.toThrow("symbolic link");
    expect(readFileSync(join(root, "target"), "utf8")).toBe("mine");
  });

  it("rejects when the directory cannot be created, with the path, the cause and what to do (pitfall 161)", async () => {
    writeFileSync(join(root, "file"), "");
    const path = join(root, "file/inner/x.md");
    const failure: unknown = await writeReport("Risk report", dirname(path), "x.md", "").catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(ReportError);
    expect(failure).toMatchObject({ code: "REPORT_WRITE_FAILED", cause: { code: "ENOTDIR" } });
    expect(String(failure)).toContain(`Risk report could not be written to ${path}: `);
    expect(String(failure)).toContain("write again");
    expect(print).not.toHaveBeenCalled();
  });

  it("rejects when the file cannot be replaced, and leaves what is there", async () => {
    mkdirSync(join(root, "x.md"));
    await expect(writeReport("Report", root, "x.md", "text")).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
    });
    expect(readdirSync(root)).toEqual(["x.md"]);
  });

  it("rejects with the name of the file when the directory is no text", async () => {
    const directory: unknown = 5;
    // @ts-expect-error Plain JavaScript may give anything.
    await expect(writeReport("Report", directory, "trend.md", "text")).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
      message: expect.stringContaining("trend.md") as string,
    });
  });

  it("rejects when the working directory is gone", async () => {
    const gone = new Error("ENOENT: uv_cwd");
    vi.spyOn(process, "cwd").mockImplementation(() => {
      throw gone;
    });
    await expect(writeReport("Report", "./dump", "x.md", "")).rejects.toMatchObject({
      code: "REPORT_WRITE_FAILED",
      cause: gone,
    });
  });
});

describe("defaultDirectory", () => {
  it.each([
    ["./dump/backtest", "backtest", "BTCUSDT", "./dump/backtest/BTCUSDT"],
    ["./dump/live", "live", "BTCUSDT", "./dump/live/BTCUSDT"],
    ["./dump/schedule", "backtest", "BTCUSDT", "./dump/schedule/backtest/BTCUSDT"],
    ["./dump/schedule", "live", "BTC/USDT", "./dump/schedule/live/BTC%2FUSDT"],
    ["./dump/heatmap", "live", undefined, "./dump/heatmap/live"],
    ["./dump/walker", undefined, "BTCUSDT", "./dump/walker/BTCUSDT"],
    ["./dump/heatmap", undefined, undefined, "./dump/heatmap"],
    ["./dump/schedule", "live", "..", "./dump/schedule/live/.%2E"],
  ] as const)("%s of %s and %s is %s", (base, mode, symbol, directory) => {
    expect(defaultDirectory(base, mode, symbol)).toBe(directory);
  });

  it("never leaves its base, and never is the same for two symbols (pitfall 157)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
        const directory = defaultDirectory("/dump/risk", "live", left);
        expect(dirname(directory)).toBe("/dump/risk/live");
        expect(relative("/dump/risk/live", directory)).not.toMatch(/^\.{0,2}$/);
        expect(directory === defaultDirectory("/dump/risk", "live", right)).toBe(left === right);
      }),
    );
  });
});

describe("prepareReport", () => {
  let root = "";

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "report-file-"));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("creates the directory and leaves a file that is there alone", async () => {
    await prepareReport("Program", join(root, "a/b"), "x.mjs");
    expect(readdirSync(join(root, "a/b"))).toEqual([]);
    writeFileSync(join(root, "a/b/x.mjs"), "old");
    await prepareReport("Program", join(root, "a/b"), "x.mjs");
    expect(readFileSync(join(root, "a/b/x.mjs"), "utf8")).toBe("old");
  });

  it("refuses what stands in the way, by the path of the file", async () => {
    mkdirSync(join(root, "folder.mjs"));
    symlinkSync(join(root, "elsewhere"), join(root, "link.mjs"));
    writeFileSync(join(root, "file"), "mine");
    for (const [directory, fileName, problem] of [
      [root, "folder.mjs", "is a folder; remove it"],
      [root, "link.mjs", "is a symbolic link; remove it"],
      [join(root, "file"), "x.mjs", "EEXIST"],
    ] as const) {
      const path = join(directory, fileName);
      const failure: unknown = await prepareReport("Program", directory, fileName).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ReportError);
      expect(failure).toMatchObject({ code: "REPORT_WRITE_FAILED" });
      expect(String(failure)).toContain(`Program could not be written to ${path}`);
      expect(String(failure)).toContain(problem);
    }
  });
});
