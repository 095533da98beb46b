import { parseArgs } from "node:util";
import { InputError } from "./input-error.js";

/** What the user asked the demo to do. */
export type DemoRequest =
  | { readonly kind: "help" }
  | { readonly kind: "generated"; readonly seed: number }
  | { readonly kind: "file"; readonly path: string; readonly symbol: string };

/** Seed of the market that is made up when none is asked for. */
export const DEFAULT_SEED = 7;

/** What `--help` prints. */
export const USAGE = `Back-tests the example strategy and prints its trades.

Usage:
  npm run demo                                              on a made-up market
  npm run demo -- --seed 8                                  on another one
  npm run demo -- --candles FILE.csv --symbol BTCUSDT       on your candles

Options:
  --candles FILE   one-minute candles as CSV, sorted by time, with the header
                   timestamp,open,high,low,close,volume (timestamp: open time, UTC ms)
  --symbol NAME    trading pair of the file, such as BTCUSDT
  --seed NUMBER    which market to make up, default ${DEFAULT_SEED}
  --help           print this text
`;

const OPTIONS = {
  candles: { type: "string" },
  symbol: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean" },
} as const;

const SEED_FORM = /^\d{1,10}$/;
const SYMBOL_FORM = /^[\w./:-]+$/;

/** The parser explains itself in several sentences; the first says it all. */
const firstSentence = (text: string): string => (text.split(/\.\s/)[0] ?? text).replace(/\s*\n\s*/g, " ");

const parseOptions = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const problem = error instanceof Error ? firstSentence(error.message) : String(error);
    throw new InputError(`${problem}; --help lists the options`, { cause: error });
  }
};

const parseSeed = (text: string): number => {
  if (!SEED_FORM.test(text)) {
    throw new InputError(`--seed must be a whole number of at most 10 digits, got "${text}"`);
  }
  return Number(text);
};

/**
 * Reads the command line of the demo.
 *
 * @param words - the arguments after the name of the program
 * @throws InputError that says what is wrong in one line
 */
export const parseDemoArguments = (words: readonly string[]): DemoRequest => {
  const { candles, symbol, seed, help } = parseOptions(words);
  if (help === true) {
    return { kind: "help" };
  }
  if (candles === undefined) {
    if (symbol !== undefined) {
      throw new InputError("--symbol needs --candles FILE, as only a file is a real market");
    }
    return { kind: "generated", seed: seed === undefined ? DEFAULT_SEED : parseSeed(seed) };
  }
  if (candles === "") {
    throw new InputError("--candles needs the name of a file");
  }
  if (seed !== undefined) {
    throw new InputError("--seed makes up a market, so it cannot stand beside --candles");
  }
  if (symbol === undefined) {
    throw new InputError("--candles needs --symbol, such as --symbol BTCUSDT");
  }
  if (!SYMBOL_FORM.test(symbol)) {
    throw new InputError(`--symbol must be a trading pair such as BTCUSDT, got "${symbol}"`);
  }
  return { kind: "file", path: candles, symbol };
};
