import type { IOptimizerTemplate } from "../../src/interfaces/Optimizer.interface";

type OwnParts = Partial<IOptimizerTemplate>;

/** A banner as programs of this kind have had it. */
export const ESTABLISHED_BANNER = `#!/usr/bin/env node
import {
  addExchange, addStrategy, addFrame, addWalker, Walker, Backtest, getCandles, listenSignalBacktest,
  listenWalkerComplete, listenDoneBacktest, listenBacktestProgress, listenWalkerProgress, listenError,
} from "backtest-connection-kit";
import { promises as fs } from "fs";
import path from "path";
const WARN_KB = 100;`;

/** Banners of a user's own. */
export const OWN_BANNERS: Readonly<Record<string, string>> = {
  "that is empty": "",
  "that is a comment": "// mine",
  "in the established shape": ESTABLISHED_BANNER,
  "with names that other parts might have": `import { setTimeout } from "node:timers/promises";
const [sleep, http, https, json5, problems, settings] = [setTimeout, 1, 2, 3, 4, 5];
const SYMBOL = "mine", WALKER = "mine", MODEL = "mine", INTERVAL_MS = 1, SIGNAL_SCHEMA = {}, folder = "mine";
function reportProblem() {}
function sendRequest() {}
function askModel() {}
function quote() {}
class ModelFailure {}`,
};

/** Each part in the fewest words that do its work, with what every program has. */
export const OWN_PARTS: OwnParts = {
  getJsonDumpTemplate: () => "function dumpJson() {}",
  getTextTemplate: () => "",
  getJsonTemplate: () => "const json = () => null;",
  getExchangeTemplate: (_symbol, exchangeName) => `kit.addExchange({
  exchangeName: ${JSON.stringify(exchangeName)},
  getCandles: async () => [],
  formatPrice: async (_symbol, price) => price.toFixed(2),
  formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
});`,
  getFrameTemplate: (_symbol, frameName, interval, startDate, endDate) =>
    `kit.addFrame({ frameName: "${frameName}", interval: "${interval}", startDate: new Date(${startDate.getTime()}), endDate: new Date(${endDate.getTime()}) });`,
  getStrategyTemplate: (strategyName, interval) =>
    `kit.addStrategy({ strategyName: "${strategyName}", interval: "${interval}", getSignal: async () => null });`,
  getWalkerTemplate: (walkerName, exchangeName, frameName, strategies) =>
    `kit.addWalker({ walkerName: "${walkerName}", exchangeName: "${exchangeName}", frameName: "${frameName}", strategies: ${JSON.stringify(strategies)} });`,
  getLauncherTemplate: (symbol, walkerName) =>
    `kit.Walker.background("${symbol}", { walkerName: "${walkerName}" });`,
};

/** Parts that import what they need, in names that other parts might go by. */
export const IMPORTING_PARTS: OwnParts = {
  getJsonDumpTemplate: () => `import fs from "node:fs";
import path from "node:path";
async function dumpJson(id) {
  fs.writeFileSync(path.resolve(id.slice(0, 0) + "mine.txt"), "x");
}`,
  getWalkerTemplate: (walkerName, exchangeName, frameName, strategies) =>
    `import { addWalker, listenError } from "backtest-connection-kit";
listenError(() => {});
addWalker({ walkerName: "${walkerName}", exchangeName: "${exchangeName}", frameName: "${frameName}", strategies: ${JSON.stringify(strategies)} });`,
};

/** Parts as they were written for the names of the established banner. */
export const ESTABLISHED_PARTS: OwnParts = {
  getJsonDumpTemplate: () =>
    `/** @param {string} resultId @param {{ content: string }[]} history @param {object | null} result */
async function dumpJson(resultId, history, result, outputDir = "./dump/strategy") {
  await fs.mkdir(path.join(outputDir, resultId), { recursive: true });
  const isLong = history.some(({ content }) => content.length > WARN_KB * 1024);
  await fs.writeFile(path.join(outputDir, resultId, "00.md"), JSON.stringify({ result, isLong }));
}`,
  getJsonTemplate: () =>
    `/**
 * @typedef {{ position: "long", priceTakeProfit: number, priceStopLoss: number, minuteEstimatedTime: number }} Signal
 * @param {object[]} messages
 * @returns {Promise<Signal | { position: "wait" }>}
 */
async function json(messages) {
  const minuteEstimatedTime = messages.length;
  return { position: "long", priceTakeProfit: 102, priceStopLoss: 97, minuteEstimatedTime };
}`,
  getExchangeTemplate: (_symbol, exchangeName) => `addExchange({
  exchangeName: ${JSON.stringify(exchangeName)},
  getCandles: async () => [],
  formatPrice: async (_symbol, price) => price.toFixed(2),
  formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
});`,
  getStrategyTemplate: (strategyName, interval) =>
    `addStrategy({
  strategyName: "${strategyName}",
  interval: "${interval}",
  getSignal: async (symbol) => {
    const messages = [{ role: "user", content: JSON.stringify(await getCandles(symbol, "1m", 30)) }];
    const answer = await json(messages);
    await dumpJson("mine", messages, answer);
    return answer.position === "wait" ? null : answer;
  },
});`,
  getLauncherTemplate: (
    symbol,
    walkerName,
  ) => `Walker.background("${symbol}", { walkerName: "${walkerName}" });
listenWalkerComplete((results) => Walker.dump("${symbol}", results.walkerName));
listenError(console.error);`,
};
