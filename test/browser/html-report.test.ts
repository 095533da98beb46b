import { createHash } from "node:crypto";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { IHtmlReport } from "../../src/lib/services/report/html/html-model";
import { groupStatistics } from "../../src/lib/services/report/html/statistics-groups";
import {
  createEmptyReport,
  createHtmlReport,
  createTrades,
  createWalkerReport,
} from "../support/html-report";
import { statisticsOf } from "../unit/lib/services/report/report-fixtures";
import { openReport, startChromium, type IOpenReport } from "./chromium";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

let browser: Browser;
let opened: IOpenReport[] = [];

beforeAll(async () => {
  browser = await startChromium();
});

afterEach(async () => {
  const reports = opened;
  opened = [];
  for (const report of reports) {
    // Whatever a test did with it, the page had nothing to complain about and asked nobody for anything.
    expect(report.complaints).toEqual([]);
    expect(report.requests).toEqual([]);
    await report.close();
  }
});

afterAll(async () => {
  await browser.close();
});

const open = async (report: IHtmlReport, options: BrowserContextOptions = {}): Promise<IOpenReport> => {
  const result = await openReport(browser, report, options);
  opened.push(result);
  return result;
};

/** Colours in the largest canvas of a chart: one when nothing is drawn. */
const countColours = async (page: Page, id: string): Promise<number> =>
  page.evaluate<number>(`(() => {
    const canvases = [...document.querySelectorAll("#${id} canvas")];
    const colours = new Set();
    for (const canvas of canvases.filter(({ width, height }) => width * height > 0)) {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] > 0) colours.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2]);
      }
    }
    return colours.size;
  })()`);

/** What a chart shows, as one short text. */
const drawing = async (page: Page, id: string): Promise<string> => {
  // Two frames: a chart draws in the one after it was told to.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  const images = await page.evaluate<string>(`[...document.querySelectorAll("#${id} canvas")]
    .filter(({ width, height }) => width * height > 0).map((canvas) => canvas.toDataURL()).join()`);
  return createHash("sha256").update(images).digest("hex");
};

const rowsOf = (page: Page): Locator => page.locator("#trade-table tbody tr");

const columnOf = async (page: Page, title: string): Promise<string[]> => {
  const titles = await page.locator("#trade-table thead button").allTextContents();
  const index = titles.findIndex((text) => text.startsWith(title));
  return page.locator(`#trade-table tbody tr > :nth-child(${index + 1})`).allTextContents();
};

const toNumber = (text: string): number =>
  Number.parseFloat(text.replace("\u2212", "-").replace(/[^\d.-]/g, ""));

const sortBy = async (page: Page, title: string): Promise<void> =>
  page.locator("#trade-table thead button", { hasText: title }).first().click();

const countOf = (page: Page): Promise<string | null> => page.locator("#trade-count").textContent();

describe("the report of a back-test", () => {
  it.each(["light", "dark"] as const)("is drawn in the %s colours of the system", async (colorScheme) => {
    const { page, screenshot } = await open(createHtmlReport(), { colorScheme });
    expect(await countColours(page, "equity-chart")).toBeGreaterThan(5);
    expect(await countColours(page, "price-chart")).toBeGreaterThan(5);
    const background = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    expect(background).toBe(colorScheme === "light" ? "rgb(244, 245, 247)" : "rgb(16, 19, 24)");
    await screenshot(colorScheme);
  });

  it("shows every part: figures, months, distribution, facts, gaps, warnings", async () => {
    const report = createHtmlReport();
    const { page } = await open(report);
    const text = (await page.locator("body").innerText()).replaceAll("\u00a0", " ");
    expect(text).toContain(report.title);
    for (const { items } of report.statistics) {
      items.forEach(({ label }) => expect(text).toContain(label));
    }
    report.facts.forEach(({ label, value }) => expect(text).toMatch(new RegExp(`${label}\\s+${value}`)));
    report.warnings.forEach((warning) => expect(text).toContain(warning));
    expect(text).toContain("+38.41 %");
    expect(text).toContain("42 d 12 h 34 min");
    expect(await page.locator("#gaps tbody tr").allInnerTexts()).toEqual([
      "2024-01-04 00:00\t2024-01-04 00:17\t17 min",
      "2024-02-10 00:00\t2024-02-11 00:00\t1 d 00 h 00 min",
    ]);
    expect(await page.locator("#distribution-chart rect").count()).toBe(report.distribution.length);
    expect(await page.locator("#monthly-table tbody tr").count()).toBe(2);
  });

  it("the key of the price has a drawn sign for each kind of mark", async () => {
    const { page } = await open(createHtmlReport());
    const figure = page.locator("#price figcaption");
    expect(await figure.locator(".key svg").count()).toBe(4);
    expect(await figure.locator(".key").innerText()).toMatch(
      /long entry\s+short entry\s+exit with a gain\s+exit with a loss/,
    );
    expect(await figure.innerText()).toContain(
      "The signs are of the trades that the filters of the table below let through.",
    );
  });

  it("says which result and which Sharpe ratio stands at the top", async () => {
    const report = createHtmlReport();
    const { page } = await open({ ...report, statistics: groupStatistics(3, statisticsOf([1, 2, -1])) });
    const tile = (label: string): Locator => page.locator(".headline .statistic", { hasText: label });
    expect(await tile("Result").locator(".detail").innerText()).toBe("compounded");
    expect(await tile("Sharpe").locator(".detail").innerText()).toBe("daily, annualized");
    expect(await tile("Win rate").locator(".detail").count()).toBe(0);
    const sum = page.locator("#statistics .statistic", { hasText: "Sum of results" });
    expect(await sum.locator(".detail").innerText()).toBe("Total PNL in Markdown");
  });

  it("a figure that cannot be computed is N/A", async () => {
    const { page } = await open(createHtmlReport());
    const figure = page.locator("#statistics .statistic", { hasText: "Calmar" });
    expect(await figure.locator(".value").textContent()).toBe("N/A");
  });

  it("the button turns the page and its charts dark and light", async () => {
    const { page } = await open(createHtmlReport(), { colorScheme: "light" });
    const before = await drawing(page, "equity-chart");
    await page.locator("#theme").focus();
    await page.keyboard.press("Enter");
    expect(await drawing(page, "equity-chart")).not.toBe(before);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(16, 19, 24)");
    await page.keyboard.press("Enter");
    expect(await drawing(page, "equity-chart")).toBe(before);
  });

  it("follows the system when that turns dark", async () => {
    const { page } = await open(createHtmlReport(), { colorScheme: "light" });
    const before = await drawing(page, "price-chart");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await drawing(page, "price-chart")).not.toBe(before);
  });
});

describe("the table of trades", () => {
  it("sorts numbers by size, the second press the other way round, and says so", async () => {
    const { page } = await open(createHtmlReport());
    await sortBy(page, "Result");
    const falling = (await columnOf(page, "Result")).map(toNumber);
    expect(falling).toEqual([...falling].sort((one, other) => other - one));
    const head = page.locator("#trade-table th", { hasText: "Result" });
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await sortBy(page, "Result");
    const rising = (await columnOf(page, "Result")).map(toNumber);
    expect(rising).toEqual([...rising].sort((one, other) => one - other));
    expect(rising[0]).toBeLessThan(falling.at(-1) ?? Number.NaN);
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    expect(await page.locator("#trade-table th[aria-sort]").count()).toBe(1);
  });

  it("sorts by every column, by keyboard", async () => {
    const { page } = await open(createHtmlReport());
    const buttons = page.locator("#trade-table thead button");
    for (let index = 0; index < (await buttons.count()); index += 1) {
      await buttons.nth(index).press("Enter");
      await buttons.nth(index).press("Enter");
      const head = page.locator("#trade-table thead th").nth(index);
      expect(await head.getAttribute("aria-sort")).toMatch(/^(a|de)scending$/);
    }
  });

  it("filters by side, result, reason and text, together, and tells how many are left", async () => {
    const trades = createTrades(300);
    const { page } = await open(createHtmlReport());
    const expectCount = async (count: number): Promise<void> =>
      expect(await countOf(page)).toMatch(new RegExp(`^${count} of 300 trades match`));
    await page.getByLabel("Side", { exact: true }).selectOption("short");
    const short = trades.filter(({ position }) => position === "short");
    await expectCount(short.length);
    await page.getByLabel("Result", { exact: true }).selectOption("win");
    const gains = short.filter(({ pnl }) => pnl > 0);
    await expectCount(gains.length);
    await page.getByLabel("Closed by", { exact: true }).selectOption("stop_loss");
    const stopped = gains.filter(({ closeReason }) => closeReason === "stop_loss");
    await expectCount(stopped.length);
    await page.getByLabel("Search", { exact: true }).fill("WEEK breakout");
    await expectCount(stopped.filter(({ note }) => note.includes("breakout")).length);
    await page.getByLabel("Search", { exact: true }).fill("nothing is called so");
    await expectCount(0);
    expect(await rowsOf(page).count()).toBe(0);
  });

  it("the chart marks only the trades the filter lets through", async () => {
    const { page } = await open(createHtmlReport());
    const before = await drawing(page, "price-chart");
    await page.getByLabel("Side", { exact: true }).selectOption("short");
    expect(await drawing(page, "price-chart")).not.toBe(before);
    await page.getByLabel("Side", { exact: true }).selectOption("");
    expect(await drawing(page, "price-chart")).toBe(before);
  });

  it("turns pages, from the first to the last and no further", async () => {
    const { page } = await open(createHtmlReport(60));
    expect(await countOf(page)).toContain("rows 1–25");
    await page.getByRole("button", { name: "Previous" }).press("Enter");
    expect(await countOf(page)).toContain("rows 1–25");
    await page.getByRole("button", { name: "Next" }).press("Enter");
    expect(await countOf(page)).toContain("rows 26–50");
    await page.getByRole("button", { name: "Last" }).click();
    expect(await countOf(page)).toContain("rows 51–60");
    await page.getByRole("button", { name: "Next" }).press("Enter");
    expect(await countOf(page)).toContain("rows 51–60");
    expect(await rowsOf(page).count()).toBe(10);
  });

  it.each(["click", "Enter"])("%s on a trade moves the chart of the price to it", async (way) => {
    const { page } = await open(createHtmlReport(), { reducedMotion: "reduce" });
    const before = await drawing(page, "price-chart");
    const row = rowsOf(page).nth(3);
    await (way === "click" ? row.click() : row.getByRole("button").press("Enter"));
    expect(await row.getAttribute("aria-current")).toBe("true");
    expect(await drawing(page, "price-chart")).not.toBe(before);
    expect(await page.locator("#trades > [role=status]").textContent()).toContain(
      `shows the trade of ${(await row.getByRole("button").textContent()) ?? ""}`,
    );
  });

  it("arrow keys walk from trade to trade", async () => {
    const { page } = await open(createHtmlReport());
    await rowsOf(page).nth(0).getByRole("button").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate("document.activeElement.closest('tr').rowIndex")).toBe(2);
  });

  it("10 000 trades open in under 2 s", async () => {
    const { page, readyAfter } = await open(createHtmlReport(10_000));
    const duration = await readyAfter();
    console.log(`10 000 trades: charts drawn and table ready after ${Math.round(duration)} ms`);
    expect(duration).toBeLessThan(2_000);
    expect(await rowsOf(page).count()).toBe(25);
    expect(await countOf(page)).toBe("10\u202f000 trades, rows 1–25");
    expect(await countColours(page, "price-chart")).toBeGreaterThan(5);
  });
});

describe("the report of a walker", () => {
  it("compares the strategies, sorts them by number, and tells which failed", async () => {
    const { page, screenshot } = await open(createWalkerReport());
    const names = page.locator("#comparison-table tbody th");
    await page.locator("#comparison-table button", { hasText: "Trades" }).click();
    expect(await names.allTextContents()).toEqual([
      "breakout",
      "trend-pullback",
      "mean-reversion",
      "volatility-squeeze",
    ]);
    await page.locator("#comparison-table button", { hasText: "Result" }).click();
    await page.locator("#comparison-table button", { hasText: "Result" }).click();
    expect(await names.allTextContents()).toEqual([
      "mean-reversion",
      "breakout",
      "trend-pullback",
      "volatility-squeeze",
    ]);
    expect(await page.locator("#comparison").innerText()).toContain("getSignal: the feed is closed");
    await screenshot("walker");
  });

  it("has a legend in which each strategy can be taken out and put back", async () => {
    const { page } = await open(createWalkerReport());
    const before = await drawing(page, "equity-chart");
    const entry = page.locator(".legend button", { hasText: "breakout" });
    expect(await page.locator(".legend button").count()).toBe(4);
    await entry.press("Enter");
    expect(await entry.getAttribute("aria-pressed")).toBe("false");
    expect(await drawing(page, "equity-chart")).not.toBe(before);
    await entry.press("Enter");
    expect(await entry.getAttribute("aria-pressed")).toBe("true");
  });

  it.each([1280, 720, 360, 320])("the legend shows names whole on a page of %s px", async (width) => {
    const report = createWalkerReport();
    const names = [
      "sma 10/40 1h",
      "sma 5/20",
      "mean reversion on the hourly closes, long only",
      "n".repeat(90),
    ];
    const curves = report.curves.map((curve, index) => ({ ...curve, label: names[index] ?? curve.label }));
    const { page } = await open({ ...report, curves }, { viewport: { width, height: 740 } });
    expect(await page.locator(".legend-name").allTextContents()).toEqual(names);
    expect(
      await page.evaluate(`[...document.querySelectorAll(".legend button, .legend button > *")]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map((one) => one.textContent)`),
    ).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  it("says whose trades the price shows", async () => {
    const { page } = await open(createWalkerReport());
    expect(await page.locator("#price figcaption").innerText()).toContain(
      "The signs are of the trades that the filters of the table below let through, of all strategies.",
    );
  });

  it("filters the trades by strategy", async () => {
    const { page } = await open(createWalkerReport());
    await page.getByLabel("Strategy", { exact: true }).selectOption("breakout");
    expect(await countOf(page)).toMatch(/^60 of 240 trades match/);
  });
});

describe("reports with something odd in them", () => {
  it("an empty one says what it lacks", async () => {
    const { page } = await open(createEmptyReport());
    const text = await page.locator("main").innerText();
    for (const sentence of ["no equity", "no candles", "0 trades", "no result", "no month"]) {
      expect(text).toContain(sentence);
    }
  });

  it("numbers that are not finite break nothing", async () => {
    const report = createHtmlReport(20);
    const { NaN: none, POSITIVE_INFINITY: endless } = Number;
    const { page } = await open({
      ...report,
      curves: [
        { label: "odd", points: [...(report.curves[0]?.points ?? []), { time: none, equity: endless }] },
      ],
      priceOutline: [...report.priceOutline, { time: 1, open: none, high: endless, low: 0, close: 1 }],
      trades: report.trades.map((trade) => ({
        ...trade,
        pnl: none,
        exitTime: endless,
        entryTime: none,
        takeProfit: none,
      })),
      monthly: [{ year: none, months: [none, endless], total: none }],
      distribution: [{ from: -endless, to: none, count: none }],
      gaps: [{ since: none, until: 1 }],
    });
    expect(await countColours(page, "equity-chart")).toBeGreaterThan(5);
    expect(await rowsOf(page).first().innerText()).toContain("N/A");
    await rowsOf(page).first().click();
    expect(await page.locator("#trades > [role=status]").textContent()).toContain("do not reach");
    expect(await page.locator("body").innerText()).not.toMatch(/NaN|Infinity|undefined|cannot be shown/);
  });

  it("names that look like markup or code stay text", async () => {
    const hostile = `</script><img src=x onerror="document.title='owned'"><script>document.title="owned"</script>`;
    const trades = createTrades(3).map((trade) => ({
      ...trade,
      strategyName: hostile,
      symbol: hostile,
      closeReason: hostile,
      note: hostile,
    }));
    const { page } = await open({
      ...createWalkerReport(),
      trades,
      title: hostile,
      facts: [{ label: hostile, value: hostile }],
      warnings: [hostile],
      curves: [{ label: hostile, points: [] }],
      statistics: [{ title: hostile, items: [{ label: hostile, value: hostile, hint: hostile }] }],
      comparison: {
        columns: [hostile, hostile],
        rows: [[hostile, hostile]],
        failures: [{ strategyName: hostile, error: hostile }],
      },
    });
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toBe(hostile);
    expect(await page.title()).toBe(hostile);
  });
});

describe("on a phone and without a mouse", () => {
  it.each([360, 320])("nothing is wider than a page of %s px", async (width) => {
    const { page, screenshot } = await open(createHtmlReport(), {
      ...PHONE,
      viewport: { width, height: 740 },
    });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    await screenshot(`phone-${width}`);
  });

  it("a walker fits, too", async () => {
    const { page, screenshot } = await open(createWalkerReport(), PHONE);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    await screenshot("phone-walker");
  });

  it("the whole of a chart shows both ends of the run", async () => {
    const draw = async (changed: number): Promise<string> => {
      const report = createHtmlReport();
      const priceOutline = report.priceOutline.map((bar, index) =>
        Math.abs(index - changed) < 30 ? { ...bar, high: bar.high * 2 } : bar,
      );
      const { page } = await open({ ...report, priceOutline }, PHONE);
      return await drawing(page, "price-chart");
    };
    const whole = await draw(Number.POSITIVE_INFINITY);
    expect(await draw(30)).not.toBe(whole);
    expect(await draw(1_970)).not.toBe(whole);
  });

  it("the buttons of a chart move in it", async () => {
    const { page } = await open(createHtmlReport());
    const view = page.getByRole("group", { name: "View of the chart: Price" });
    await view.getByRole("button", { name: "Whole" }).press("Enter");
    const whole = await drawing(page, "price-chart");
    for (const name of ["Zoom in", "Earlier", "Later", "Zoom out"]) {
      const before = await drawing(page, "price-chart");
      await view.getByRole("button", { name }).press("Enter");
      expect(await drawing(page, "price-chart"), name).not.toBe(before);
    }
    await view.getByRole("button", { name: "Whole" }).press("Enter");
    expect(await drawing(page, "price-chart")).toBe(whole);
  });

  it("everything that can be pressed has a name and can be reached, and every field a label", async () => {
    const { page } = await open(createWalkerReport());
    expect(
      await page.evaluate(`[...document.querySelectorAll("button, a, summary")]
        .filter((one) => !(one.textContent || one.getAttribute("aria-label")) || one.tabIndex < 0).length`),
    ).toBe(0);
    expect(
      await page.evaluate(`[...document.querySelectorAll("input, select")]
        .filter((one) => one.labels.length === 0).length`),
    ).toBe(0);
  });

  it("every table has a caption and headings with a scope, every chart a text", async () => {
    const { page } = await open(createWalkerReport());
    expect(await page.locator("table:not(:has(caption)):not(.chart *)").count()).toBe(0);
    expect(await page.locator("th:not([scope])").count()).toBe(0);
    expect(await page.locator("[role=img]:not([aria-label])").count()).toBe(0);
    expect(await page.locator("figure:not(:has(figcaption))").count()).toBe(0);
  });
});
