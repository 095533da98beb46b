import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodePathPart } from "../../../src/utils/path-part";

const anyName = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...Array.from("./\\:%~ aé名\u0000\ud800")), maxLength: 400 }),
  fc.integer({ min: 225, max: 260 }).map((length) => "x".repeat(length)),
);

describe("any text as one part of a path", () => {
  it.each([
    ["trend-v2", "trend-v2.md"],
    ["BTC/USDT", "BTC%2FUSDT.md"],
    ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd.md"],
    [".", "..md"],
  ])("%j becomes %j", (name, part) => {
    expect(encodePathPart(name, ".md")).toBe(part);
  });

  it.each(["..", ".", "a/b", "a\u0000b"])(
    "%j cannot leave the folder without an extension either",
    (name) => {
      expect(dirname(resolve("/base", encodePathPart(name)))).toBe("/base");
    },
  );

  it("a long name keeps its beginning and its extension, and ends with a hash", () => {
    const part = encodePathPart("s".repeat(300), ".md");
    expect(part).toMatch(/^s{200,}%~[0-9a-f]{32}\.md$/);
    expect(encodePathPart(`${"s".repeat(300)}t`, ".md")).not.toBe(part);
  });

  it("a name no file system can keep is its hash", () => {
    expect(encodePathPart("")).toMatch(/^%~[0-9a-f]{32}$/);
    expect(encodePathPart("\ud800")).not.toBe(encodePathPart("\ud801"));
  });

  it("nobody can choose a name that looks like a shortened one", () => {
    const long = "s".repeat(300);
    expect(encodePathPart(encodePathPart(long))).not.toBe(encodePathPart(long));
  });

  it("is always one part that fits, and different for different names", () => {
    fc.assert(
      fc.property(anyName, anyName, (left, right) => {
        const part = encodePathPart(left, ".md");
        expect(Buffer.byteLength(part)).toBeLessThanOrEqual(240);
        expect(basename(resolve(join("/base", part)))).toBe(part);
        expect(dirname(resolve(join("/base", part)))).toBe("/base");
        expect(Buffer.from(part, "utf8").toString("utf8")).toBe(part);
        expect(part === encodePathPart(right, ".md")).toBe(left === right);
      }),
    );
  });

  it("the file system takes the longest ones", () => {
    const folder = mkdtempSync(join(tmpdir(), "path-part-"));
    const part = encodePathPart("名".repeat(300), ".md");
    writeFileSync(join(folder, `${part}.4294967295`), "");
    expect(readdirSync(folder)).toEqual([`${part}.4294967295`]);
    rmSync(folder, { recursive: true });
  });
});
