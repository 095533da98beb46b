import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWalkerReport } from "../support/html-report";
import { openReport, startChromium } from "./chromium";

/** Least contrast of text, WCAG 2.2, level AA. */
const LEAST_CONTRAST = 4.5;

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
});

afterAll(async () => {
  await browser.close();
});

/** Runs in the page: contrast of every visible text with what is behind it, below the limit. */
const FIND_FAINT_TEXTS = `(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const colour = read(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const texts = [...document.querySelectorAll("body *")].filter((element) =>
    !["SCRIPT", "NOSCRIPT", "OPTION"].includes(element.tagName) && element.checkVisibility() &&
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""));
  const faint = texts.flatMap((element) => {
    const style = getComputedStyle(element);
    const isSvg = element instanceof SVGElement;
    const [one, other] = [luminance(read(isSvg ? style.fill : style.color)), luminance(behind(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast < ${LEAST_CONTRAST} ? [element.textContent + ": " + contrast.toFixed(2)] : [];
  });
  return { count: texts.length, faint };
})()`;

describe("contrast", () => {
  it.each(["light", "dark"] as const)("every text can be read, %s", async (colorScheme) => {
    const report = await openReport(browser, createWalkerReport(), { colorScheme });
    const found = await report.page.evaluate<{ count: number; faint: string[] }>(FIND_FAINT_TEXTS);
    await report.close();
    expect(found.count).toBeGreaterThan(300);
    expect(found.faint).toEqual([]);
  });
});
