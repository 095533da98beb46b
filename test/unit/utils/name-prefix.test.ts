import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNamePrefix } from "../../../src/utils/name-prefix";

describe("createNamePrefix (pitfall 134)", () => {
  it("is six lowercase letters and digits, the same ones for the same names, never empty", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (names) => {
        const prefix = createNamePrefix(...names);
        expect(prefix).toMatch(/^[0-9a-z]{6}$/);
        expect(createNamePrefix(...names)).toBe(prefix);
      }),
    );
  });

  it("stays what it is from one release to the next", () => {
    expect(createNamePrefix("news", "BTCUSDT")).toBe("cqfbdm");
  });

  it("tells names apart by where one ends and the next begins", () => {
    expect(createNamePrefix("ab", "c")).not.toBe(createNamePrefix("a", "bc"));
    expect(createNamePrefix("a", "b")).not.toBe(createNamePrefix("b", "a"));
  });

  it("hardly ever is the same for different names", () => {
    const prefixes = Array.from({ length: 1000 }, (_, index) => createNamePrefix("news", `S${index}`));
    expect(new Set(prefixes).size).toBe(1000);
  });
});
