/** The first lines of the program: what it is, how it is started, and everything it imports. */
export const TOP_BANNER = `#!/usr/bin/env node
// Compares trading strategies on a period of history. Each strategy asks a language model what to do, and goes by a text of
// its own. At the end there is a ranking on the screen, and a report of each strategy below ./dump.
//
// Run it with Node 20 or later, where backtest-connection-kit is installed. The environment says what it works with:
//
//   MODEL_URL              an OpenAI-compatible interface; http://localhost:11434/v1, an Ollama of your own, by default
//   MODEL_NAME             the model to ask; qwen3:8b by default
//   MODEL_API_KEY          the key of the interface, if it wants one; never printed
//   MODEL_TIMEOUT_SECONDS  how long the model may take for an answer; 120 by default
//   MODEL_FAILURE_LIMIT    after how many failed requests in a row the model is not asked any more; 20 by default
//   CANDLES_URL            a Binance-compatible interface; https://api.binance.com by default

import { randomUUID } from "node:crypto";
import { promises as fs } from "node:fs";
import path from "node:path";
import {
  addExchange,
  addFrame,
  addStrategy,
  addWalker,
  Backtest,
  getCandles,
  listenBacktestProgress,
  listenDoneBacktest,
  listenError,
  listenExit,
  listenSignalBacktest,
  listenWalkerComplete,
  listenWalkerProgress,
  setConfig,
  Walker,
} from "backtest-connection-kit";

/** A message to the model that is longer than this many KiB is worth a warning. */
const WARN_KB = 100;

// The library waits longer than the program waits for the model: candles are read before.
setConfig({ CC_MAX_SIGNAL_GENERATION_SECONDS: Math.ceil(Number(process.env.MODEL_TIMEOUT_SECONDS) || 120) + 60 });`;
