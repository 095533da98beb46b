import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ICandleData } from "../../src/interfaces/Exchange.interface";

const PROJECT_FOLDER = resolve(import.meta.dirname, "../..");
const DEFAULT_FOLDER = "../shared/data";
const HEADER = "timestamp,open,high,low,close,volume";

/** Symbols the recorded candles exist for. */
export const CANDLE_SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"] as const;

/** A symbol with recorded candles. */
export type CandleSymbol = (typeof CANDLE_SYMBOLS)[number];

/** What to say when the recorded candles are missing. */
export const CANDLE_DATA_ADVICE = `set CANDLE_DATA_DIR to a folder with ${CANDLE_SYMBOLS.map((symbol) => `${symbol}-1m.csv`).join(", ")}`;

const candleFile = (folder: string, symbol: string): string => join(folder, `${symbol}-1m.csv`);

/**
 * Folder of the recorded one-minute candles: `CANDLE_DATA_DIR`, by default `../shared/data`, seen from the project.
 * @returns its path, or `null` if it or one of its files is missing
 */
export const candleDataDirectory = (): string | null => {
  const folder = resolve(PROJECT_FOLDER, process.env["CANDLE_DATA_DIR"] ?? DEFAULT_FOLDER);
  return CANDLE_SYMBOLS.every((symbol) => existsSync(candleFile(folder, symbol))) ? folder : null;
};

const parseRow = (row: string, line: number): ICandleData => {
  const cells = row.split(",").map(Number);
  const [timestamp, open, high, low, close, volume] = cells;
  if (
    cells.length !== 6 ||
    !cells.every(Number.isFinite) ||
    timestamp === undefined ||
    open === undefined ||
    high === undefined ||
    low === undefined ||
    close === undefined ||
    volume === undefined
  ) {
    throw new Error(`Line ${line} is no candle: ${row}`);
  }
  return { timestamp, open, high, low, close, volume };
};

/**
 * Reads candles from the text of a file with the columns timestamp (ms), open, high, low, close, volume.
 * @throws Error that names the line of the first row that is no candle
 */
export const parseCandles = (text: string): ICandleData[] => {
  const [header, ...rows] = text.trimEnd().split(/\r?\n/);
  if (header !== HEADER) {
    throw new Error(`Line 1 must be ${HEADER}, got ${header ?? "nothing"}`);
  }
  return rows.map((row, index) => parseRow(row, index + 2));
};

/** All recorded candles of a symbol, ascending. */
export const loadCandles = (folder: string, symbol: CandleSymbol): ICandleData[] =>
  parseCandles(readFileSync(candleFile(folder, symbol), "utf8"));
