import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadHtmlAssets } from "../../../../../../src/lib/services/report/html/html-assets";
import type { IHtmlReport } from "../../../../../../src/lib/services/report/html/html-model";
import { renderHtml } from "../../../../../../src/lib/services/report/html/render-html";
import { createEmptyReport, createHtmlReport, createWalkerReport } from "../../../../../support/html-report";

const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<!--<script>",
  "${alert(1)}",
  `"><svg onload=alert(1)>`,
  "]]>",
  "\u2028\u2029",
];

const render = (report: IHtmlReport): string => renderHtml(report, loadHtmlAssets());

/** Scripts of the page that run. */
const readScripts = (html: string): string[] =>
  [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? "");

const readData = (html: string): unknown =>
  JSON.parse(/<script type="application\/json" id="report-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "");

const readPolicy = (html: string): string =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page without the code of the charts, which is TradingView's. */
const withoutCharts = (html: string): string => html.replace(loadHtmlAssets().chartScript, "");

const renderHostile = (text: string): IHtmlReport => ({
  ...createWalkerReport(),
  title: text,
  facts: [{ label: text, value: text }],
  curves: [{ label: text, points: [] }],
  trades: createHtmlReport(1).trades.map((trade) => ({
    ...trade,
    strategyName: text,
    signalId: text,
    symbol: text,
    closeReason: text,
    note: text,
  })),
  statistics: [{ title: text, items: [{ label: text, value: text, hint: text }] }],
  warnings: [text],
  comparison: { columns: [text], rows: [[text]], failures: [{ strategyName: text, error: text }] },
});

describe("a report as one HTML file", () => {
  it.each([
    ["of a back-test", createHtmlReport()],
    ["of a walker", createWalkerReport()],
    ["of nothing", createEmptyReport()],
  ])("%s holds its data as it was", (_, report) => {
    expect(readData(render(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  it.each(HOSTILE)("%j as any name is text, and adds no script", (text) => {
    const html = render(renderHostile(text));
    expect(readScripts(html)).toEqual(readScripts(render(createEmptyReport())));
    expect(withoutCharts(html)).not.toContain("<img");
    expect(withoutCharts(html)).not.toContain("<svg");
    expect(readData(html)).toEqual(renderHostile(text));
  });

  it("lets only its own scripts and its own style run, and loads nothing", () => {
    const html = render(createHtmlReport());
    const policy = readPolicy(html);
    const scripts = readScripts(html);
    expect(scripts).toHaveLength(2);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${scripts.map(hash).join(" ")};`);
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "")};`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it("has its policy before anything the policy is about", () => {
    const html = render(createHtmlReport());
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.search(/<(link|style|script)/));
  });

  it("names no address but the one of TradingView and those of a licence and of SVG", () => {
    const addresses = withoutCharts(render(createHtmlReport())).match(/https?:\/\/[^\s"'<`)]+/g);
    expect([...new Set(addresses)].sort()).toEqual([
      "http://www.w3.org/2000/svg",
      "https://www.apache.org/licenses/LICENSE-2.0",
      "https://www.tradingview.com/",
    ]);
  });

  it("loads nothing from elsewhere: no element with an address but the empty icon and links", () => {
    const html = withoutCharts(render(createHtmlReport()));
    expect(html.match(/<[^>]*\b(?:src|href)=[^>]*>/g)).toEqual([
      '<link rel="icon" href="data:,">',
      '<a class="skip-link" href="#report">',
      '<a href="https://www.tradingview.com/" rel="noopener noreferrer">',
    ]);
  });

  it("numbers that are not finite reach the page as null", () => {
    const { NaN: none, POSITIVE_INFINITY: endless } = Number;
    const report = {
      ...createEmptyReport(),
      curves: [{ label: "", points: [{ time: none, equity: endless }] }],
    };
    expect(readData(render(report))).toMatchObject({
      curves: [{ points: [{ time: null, equity: null }] }],
    });
  });

  it("is the same text for the same report", () => {
    expect(render(createHtmlReport())).toBe(render(createHtmlReport()));
  });
});
