import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { IHtmlAssets } from "./html-model";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page-bundle";

const CHART_PACKAGE = "lightweight-charts/package.json";
const CHART_FILE = "dist/lightweight-charts.standalone.production.js";

/** The comment the script begins with: name, version, copyright and licence. */
const BANNER = /^\s*\/\*!([\s\S]*?)\*\//;

/** CommonJS has no URL of a module, and ES modules need not have a name of the file. */
const here = (): string => (typeof __filename === "string" ? __filename : import.meta.url);

const readChartScript = (): string =>
  readFileSync(join(dirname(createRequire(here()).resolve(CHART_PACKAGE)), CHART_FILE), "utf8");

const readNotice = (script: string): string =>
  (BANNER.exec(script)?.[1] ?? "")
    .split("\n")
    .map((line) => line.replace(/^\s*\*?\s*/, ""))
    .filter((line) => line !== "" && line !== "@license")
    .join(" \u00b7 ");

const createLoader = (): (() => IHtmlAssets) => {
  let assets: IHtmlAssets | undefined;
  return () => {
    if (assets === undefined) {
      const chartScript = readChartScript();
      const chartNotice = readNotice(chartScript);
      assets = { chartScript, chartNotice, pageScript: PAGE_SCRIPT, pageStyle: PAGE_STYLE };
    }
    return assets;
  };
};

/**
 * The parts every report page has. Reads the script of the charts from the installed package at the first call only: who
 * writes no HTML report never loads it.
 * @returns the same object at every call
 * @throws Error of Node (`MODULE_NOT_FOUND`, `ENOENT`) when `lightweight-charts` is not installed beside this package
 */
export const loadHtmlAssets = createLoader();
