import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { loadHtmlAssets } from "../../src/lib/services/report/html/html-assets";
import type { IHtmlReport } from "../../src/lib/services/report/html/html-model";
import { renderHtml } from "../../src/lib/services/report/html/render-html";

const SCREENSHOT_FOLDER = resolve(import.meta.dirname, "../../screenshots");

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where Chromium is: CHROMIUM_PATH, or `chromium` on the PATH. */
export const findChromium = (environment: NodeJS.ProcessEnv = process.env): string => {
  const { CHROMIUM_PATH, PATH = "" } = environment;
  const candidates =
    CHROMIUM_PATH === undefined
      ? PATH.split(delimiter).map((folder) => join(folder, "chromium"))
      : [CHROMIUM_PATH];
  const path = candidates.find(isProgram);
  if (path === undefined) {
    throw new Error(
      `no Chromium at ${CHROMIUM_PATH ?? "any folder of the PATH"}: install it (Debian: apt-get install chromium)` +
        " or set CHROMIUM_PATH",
    );
  }
  return path;
};

/** A report that is open in a browser. */
export interface IOpenReport {
  readonly page: Page;
  /** What the page printed as warning or error, or threw. */
  readonly complaints: string[];
  /** Addresses the page asked for, other than its own file. */
  readonly requests: string[];
  /** ms from the start of the navigation until charts were drawn and the table stood. */
  readonly readyAfter: () => Promise<number>;
  readonly screenshot: (name: string, fullPage?: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts Chromium; root, as which containers run, has no sandbox. */
export const startChromium = async (): Promise<Browser> =>
  chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });

const watch = (page: Page, ownAddress: string): Pick<IOpenReport, "complaints" | "requests"> => {
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== ownAddress && !request.url().startsWith("data:")) {
      requests.push(request.url());
    }
  });
  return { complaints, requests };
};

/** Writes a report to a file and opens it, as a user does. */
export const openReport = async (
  browser: Browser,
  report: IHtmlReport,
  options: BrowserContextOptions = {},
): Promise<IOpenReport> => {
  const folder = mkdtempSync(join(tmpdir(), "html-report-"));
  const file = join(folder, "report.html");
  writeFileSync(file, renderHtml(report, loadHtmlAssets()));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const watched = watch(page, address);
  await page.goto(address);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  return {
    page,
    ...watched,
    readyAfter: () => page.evaluate(() => performance.getEntriesByName("report-ready")[0]?.startTime ?? NaN),
    screenshot: async (name, fullPage = true) => {
      mkdirSync(SCREENSHOT_FOLDER, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOT_FOLDER, `${name}.png`), fullPage });
    },
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
