import type { IOptimizerTemplate } from "../../src/index";

/** Parts that name themselves and show what they were given. */
export const createTemplate = (): IOptimizerTemplate => ({
  getTopBanner: (symbol) => `import banner(${symbol})`,
  getUserMessage: (symbol, data, name) => `user(${symbol}, ${data.map(({ id }) => id).join("+")}, ${name})`,
  getAssistantMessage: (symbol, data, name) => `assistant(${symbol}, ${data.length}, ${name})`,
  getWalkerTemplate: (walkerName, exchangeName, frameName, strategies) =>
    `addWalker(${[walkerName, exchangeName, frameName, ...strategies].join(", ")})`,
  getExchangeTemplate: (symbol, exchangeName) => `addExchange(${symbol}, ${exchangeName})`,
  getFrameTemplate: (symbol, frameName, interval, startDate, endDate) =>
    `addFrame(${[symbol, frameName, interval, startDate.toISOString(), endDate.toISOString()].join(", ")})`,
  getStrategyTemplate: (strategyName, interval, prompt) =>
    `addStrategy(${strategyName}, ${interval}, ${prompt})`,
  getLauncherTemplate: (symbol, walkerName) => `Walker.background(${symbol}, ${walkerName})`,
  getTextTemplate: (symbol) => `text(${symbol})`,
  getJsonTemplate: (symbol) => `json(${symbol})`,
  getJsonDumpTemplate: (symbol) => `dumpJson(${symbol})`,
});
