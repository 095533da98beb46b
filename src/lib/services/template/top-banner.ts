import { HTTP_REQUEST } from "./http-request";
import { MODEL_REQUEST } from "./model-request";
import { PROBLEM_REPORTING } from "./problem-reporting";
import { SETTINGS_READING } from "./settings-reading";

/** The first lines of the program: what it is, how it is started, and everything it imports. */
const HEAD_BANNER = `#!/usr/bin/env node
// Compares trading strategies on a period of history. Each strategy asks a language model what to do, and goes by a text of
// its own. At the end there is a ranking on the screen, and a report of each strategy below ./dump.
//
// Run it with Node 20 or later, where backtest-connection-kit is installed. The environment says what it works with:
//
//   MODEL_URL              an OpenAI-compatible interface; http://localhost:11434/v1, an Ollama of your own, by default
//   MODEL_NAME             the model to ask; qwen3:8b by default
//   MODEL_API_KEY          the key of the interface, if it wants one; never printed
//   MODEL_TIMEOUT_SECONDS  how long the model may take for an answer, at most 3600; 120 by default
//   MODEL_RETRY_SECONDS    the first pause before a model that was not there is asked again; 1 by default
//   MODEL_FAILURE_LIMIT    how many questions in a row without an answer end a strategy; 20 by default
//   CANDLES_URL            a Binance-compatible interface; https://api.binance.com by default

import { randomUUID } from "node:crypto";
import { promises as fs } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  addExchange,
  addFrame,
  addStrategy,
  addWalker,
  Backtest,
  getCandles,
  listenBacktestProgress,
  listenError,
  listenExit,
  listenSignalBacktest,
  listenWalkerComplete,
  listenWalkerProgress,
  listWalkers,
  setConfig,
  Walker,
} from "backtest-connection-kit";

/** A message to the model that is longer than this many KiB is worth a warning. */
const WARN_KB = 100;`;

/** How the library is set. */
const SETTINGS = `// The library waits longer than the program waits for the model: candles are read before, and their source may want pauses.
setConfig({ CC_MAX_SIGNAL_GENERATION_SECONDS: Math.ceil(MODEL.timeoutSeconds) + 1800 });`;

/** The first part of the program: its imports, and what all other parts use. */
export const TOP_BANNER = [
  HEAD_BANNER,
  PROBLEM_REPORTING,
  SETTINGS_READING,
  HTTP_REQUEST,
  MODEL_REQUEST,
  SETTINGS,
].join("\n\n");
