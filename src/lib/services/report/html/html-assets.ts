import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LoadError } from "../../../../errors/LoadError";
import { toErrorMessage } from "../../../../utils/error-message";
import type { IHtmlAssets } from "./html-model";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page-bundle";

const CHART_PACKAGE = "lightweight-charts/package.json";
const CHART_FILE = "dist/lightweight-charts.standalone.production.js";

/** The comment the script begins with: name, version, copyright and licence. */
const BANNER = /^\s*\/\*!([\s\S]*?)\*\//;

/** CommonJS has no URL of a module, and ES modules need not have a name of the file. */
const here = (): string => (typeof __filename === "string" ? __filename : import.meta.url);

/**
 * The script of the charts, from the installed package.
 * @param from - file from which the package is looked for
 * @throws LoadError `PART_NOT_LOADED` when it is not installed there, as beside a program that is one bundled file
 */
export const readChartScript = (from: string): string => {
  try {
    return readFileSync(join(dirname(createRequire(from).resolve(CHART_PACKAGE)), CHART_FILE), "utf8");
  } catch (cause) {
    throw new LoadError(
      "PART_NOT_LOADED",
      `the charts of pages could not be read from the package lightweight-charts: ${toErrorMessage(cause)}; install it where the program runs, for a bundler leaves it out`,
      { cause },
    );
  }
};

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
      const chartScript = readChartScript(here());
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
 * @throws as {@link readChartScript}
 */
export const loadHtmlAssets = createLoader();
