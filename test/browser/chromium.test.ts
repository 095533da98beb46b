import { describe, expect, it } from "vitest";
import { findChromium } from "./chromium";

describe("Chromium", () => {
  it("is the one at CHROMIUM_PATH", () => {
    expect(findChromium({ CHROMIUM_PATH: process.execPath, PATH: "" })).toBe(process.execPath);
  });

  it("that is absent is told with what to do", () => {
    expect(() => findChromium({ PATH: "/nowhere" })).toThrow(/no Chromium .* apt-get install chromium/);
    expect(() => findChromium({ CHROMIUM_PATH: "/nowhere/chromium", PATH: "" })).toThrow(
      "no Chromium at /nowhere/chromium",
    );
  });
});
