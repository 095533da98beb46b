import { CANDLE_WATCH } from "./candle-watch";
import { COMPARISON_END } from "./comparison-end";
import { FOLDER_CHECK } from "./folder-check";
import { HTTP_REQUEST } from "./http-request";
import { indentLines } from "./indent-lines";
import { KEY_HIDING } from "./key-hiding";
import { MODEL_REQUEST } from "./model-request";
import { PROBLEM_REPORTING } from "./problem-reporting";
import { SETTINGS_READING } from "./settings-reading";
import { SIGNAL_ASKING } from "./signal-asking";

/** Names that no banner of a user is likely to have as well. */
const IMPORTS = `// What all parts use, whichever of them are your own.
import * as kit from "backtest-connection-kit";
import * as nodeAsyncHooks from "node:async_hooks";
import * as nodeCrypto from "node:crypto";
import * as nodeFs from "node:fs";
import * as nodeHttp from "node:http";
import * as nodeHttps from "node:https";
import * as nodePath from "node:path";
import * as nodeTimers from "node:timers";`;

/**
 * Names that parts of users go by since there have been programs like this. They are no declarations, so that whoever imports
 * or declares one of them has it.
 */
const ESTABLISHED_NAMES = `// Parts of your own may call these as they are; what they import or declare themselves goes first.
Object.assign(globalThis, {
  addExchange: kit.addExchange,
  addFrame: kit.addFrame,
  addStrategy: kit.addStrategy,
  addWalker: kit.addWalker,
  Backtest: kit.Backtest,
  getCandles: kit.getCandles,
  listenBacktestProgress: kit.listenBacktestProgress,
  listenDoneBacktest: kit.listenDoneBacktest,
  listenError: kit.listenError,
  listenSignalBacktest: kit.listenSignalBacktest,
  listenWalkerComplete: kit.listenWalkerComplete,
  listenWalkerProgress: kit.listenWalkerProgress,
  Walker: kit.Walker,
  fs: nodeFs.promises,
  path: nodePath,
  WARN_KB: 100,
});`;

/** How the library is set. What has been set before stays, and is not checked again. */
const SETTINGS = `// The library waits longer than the program waits for all tries and pauses of a question; candles are read before, and their
// source may want pauses as well.
const SIGNAL_LIMIT = "CC_MAX_SIGNAL_GENERATION_SECONDS";
if (kit.getConfig()[SIGNAL_LIMIT] === kit.getDefaultConfig()[SIGNAL_LIMIT]) {
  const trySeconds = MODEL.timeoutSeconds + MODEL_LONGEST_PAUSE_MS / 1000;
  kit.setConfig({ [SIGNAL_LIMIT]: MODEL_TRIES * Math.ceil(trySeconds) + 1800 }, true);
}`;

/** What stands within the tools, in order. */
export const TOOL_PARTS: readonly string[] = [
  KEY_HIDING,
  PROBLEM_REPORTING,
  SETTINGS_READING,
  HTTP_REQUEST,
  COMPARISON_END,
  MODEL_REQUEST,
  SIGNAL_ASKING,
  CANDLE_WATCH,
  SETTINGS,
  FOLDER_CHECK,
];

/** What the parts of the program reach through the tools. */
export const TOOL_NAMES: readonly string[] = [
  "askForSignal",
  "askModel",
  "findReason",
  "ModelFailure",
  "noteStrategy",
  "oneLine",
  "onEnd",
  "quote",
  "readAddress",
  "readPositive",
  "reportProblem",
  "sendRequest",
  "sentConversations",
  "sleep",
  "strategyNotes",
  "watchCandles",
];

/**
 * The part of the program that no template replaces: it stands behind the banner, and has everything that more than one part
 * uses, in one object, so that its names are in nobody's way.
 */
export const PROGRAM_TOOLS = `${IMPORTS}

const programTools = (() => {
${indentLines(TOOL_PARTS.join("\n\n"))}

  return {
${indentLines(indentLines(TOOL_NAMES.map((name) => `${name},`).join("\n")))}
  };
})();

${ESTABLISHED_NAMES}`;
