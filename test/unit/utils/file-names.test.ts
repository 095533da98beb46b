import { basename, dirname, join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PersistError } from "../../../src/errors/PersistError";
import { decodeFileName, encodeFileName } from "../../../src/utils/file-names";

const ODD_CHARACTERS = Array.from('./\\:*?"<>|%25EF \u0000\n\u007fA');

const name = fc.oneof(
  fc.string({ minLength: 1, unit: "binary" }),
  fc.string({ minLength: 1, unit: fc.constantFrom(...ODD_CHARACTERS) }),
);

describe("names as parts of a path", () => {
  it.each(["BTCUSDT", "trend-following_v2", "BTC.P", "名前", "a b", "(x)+~!@#$&'[]{},;=", "last-signal-id"])(
    "%s stays as it is",
    (ordinary) => {
      expect(encodeFileName(ordinary)).toBe(ordinary);
      expect(decodeFileName(ordinary)).toBe(ordinary);
    },
  );

  it.each([
    ["BTC/USDT", "BTC%2FUSDT"],
    ["..", ".%2E"],
    [".", "%2E"],
    ["../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"],
    ["a\\b", "a%5Cb"],
    ["C:", "C%3A"],
    ['*?"<>|', "%2A%3F%22%3C%3E%7C"],
    ["100%", "100%25"],
    ["a%2Fb", "a%252Fb"],
    ["a\u0000\n\u007f", "a%00%0A%7F"],
    ["dot.", "dot%2E"],
    ["space ", "space%20"],
  ])("%j becomes %s, and back (pitfall: names become paths unchecked)", (unsafe, encoded) => {
    expect(encodeFileName(unsafe)).toBe(encoded);
    expect(decodeFileName(encoded)).toBe(unsafe);
  });

  it.each([
    ["empty", ""],
    ["half a character", "a\ud800"],
  ])("a name that is %s is refused", (_, refused) => {
    expect(() => encodeFileName(refused)).toThrow(PersistError);
    expect(() => encodeFileName(refused)).toThrow(expect.objectContaining({ code: "PERSIST_NAME_INVALID" }));
  });

  it("is reversible for every name, and never leaves the folder", () => {
    fc.assert(
      fc.property(name, (original) => {
        const encoded = encodeFileName(original);
        expect(decodeFileName(encoded)).toBe(original);
        const path = resolve(join("/base", encoded));
        expect(dirname(path)).toBe("/base");
        expect(basename(path)).toBe(encoded);
        // eslint-disable-next-line no-control-regex -- what must not be in it
        expect(encoded).not.toMatch(/[/\\:*?"<>|\u0000-\u001f\u007f]|[. ]$/);
      }),
    );
  });

  it("gives different names different parts", () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(encodeFileName(one) === encodeFileName(other)).toBe(one === other);
      }),
    );
  });
});
