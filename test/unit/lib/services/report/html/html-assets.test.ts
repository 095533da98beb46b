import { LoadError } from "../../../../../../src/errors/LoadError";
import { describe, expect, it } from "vitest";
import { PAGE_BUNDLE_FILE, renderPageBundle } from "../../../../../../page-bundle.config";
import { readFileSync } from "node:fs";
import { loadHtmlAssets, readChartScript } from "../../../../../../src/lib/services/report/html/html-assets";

describe("the parts every report page has", () => {
  it("are read once", () => {
    expect(loadHtmlAssets()).toBe(loadHtmlAssets());
  });

  it("hold the standalone charts and whose they are, as their licence asks", () => {
    const { chartScript, chartNotice } = loadHtmlAssets();
    expect(chartScript).toContain("createSeriesMarkers");
    expect(chartNotice).toMatch(
      /^TradingView Lightweight Charts.* v\d+\.\d+\.\d+ · Copyright .*TradingView.* · Licensed under Apache License 2\.0/,
    );
  });

  it("say what to install where the charts are not found, as beside one bundled file", () => {
    const read = (): string => readChartScript("/nowhere/program.js");
    expect(read).toThrow(LoadError);
    expect(read).toThrow(/install it where the program runs, for a bundler leaves it out$/);
  });

  it("hold no tag that would end the element they stand in, and no carriage return, which parsers change", () => {
    const { chartScript, pageScript, pageStyle } = loadHtmlAssets();
    for (const text of [chartScript, pageScript, pageStyle]) {
      expect(text).not.toMatch(/<\/(script|style)|<!--|\r/i);
    }
  });

  it("hold no code that makes code or markup of texts", () => {
    expect(loadHtmlAssets().pageScript).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/,
    );
  });

  it("the page's script and style are what its sources give: else `npm run page`", async () => {
    expect(readFileSync(PAGE_BUNDLE_FILE, "utf8")).toBe(await renderPageBundle());
  });
});
