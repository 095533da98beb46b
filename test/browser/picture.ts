/**
 * `npm run docs:picture`: runs the demo and takes the picture of its report that the README shows.
 */
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT_ROOT, runNode } from "../support/child-process";
import { startChromium } from "./chromium";

const REPORT = /^Backtest report saved: (.+)$/m;
const PICTURE = join(PROJECT_ROOT, "docs/images/report.png");
const VIEWPORT = { width: 1200, height: 860 };

const runDemo = async (): Promise<string> => {
  const { exitCode, stdout, stderr } = await runNode("docs/examples/demo.ts");
  const [, report] = REPORT.exec(stdout) ?? [];
  if (exitCode !== 0 || report === undefined) {
    throw new Error(`the demo has failed: ${stderr}`);
  }
  return report;
};

const report = await runDemo();
const browser = await startChromium();
try {
  const page = await browser.newPage({ viewport: VIEWPORT, colorScheme: "light" });
  await page.goto(pathToFileURL(report).href);
  await page.waitForSelector("html[data-ready]", { state: "attached" });
  await mkdir(dirname(PICTURE), { recursive: true });
  await page.screenshot({ path: PICTURE });
  console.log(`Picture saved: ${PICTURE}`);
} finally {
  await browser.close();
}
