import { readFile } from "node:fs/promises";
import type { ICandleData } from "backtest-connection-kit";
import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "./input-error.js";

/** Columns of a candle file; they may stand in any order, and more columns may stand beside them. */
export const CANDLE_COLUMNS = ["timestamp", "open", "high", "low", "close", "volume"] as const;

type CandleColumn = (typeof CANDLE_COLUMNS)[number];

/** Where the columns stand in a line. */
type ColumnPositions = ReadonlyMap<CandleColumn, number>;

const MINUTE_MS = 60_000;
/** 1973 in milliseconds; what is smaller and meant as a date of today counts seconds. */
const EARLIEST_TIMESTAMP = 1e11;
/** 5138 in milliseconds; what is larger counts micro- or nanoseconds. */
const LATEST_TIMESTAMP = 1e14;
const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Counts rows as an editor does: the header is row 1. */
const failAt = (row: number, column: CandleColumn, problem: string): never => {
  throw new InputError(`row ${row}, column "${column}": ${problem}`);
};

const locateColumns = (header: readonly string[], row: number): ColumnPositions => {
  const positions = new Map<CandleColumn, number>();
  for (const column of CANDLE_COLUMNS) {
    const position = header.indexOf(column);
    if (position < 0) {
      failAt(row, column, `the column is missing; the header must name ${CANDLE_COLUMNS.join(",")}`);
    }
    if (header.lastIndexOf(column) !== position) {
      failAt(row, column, "the header names the column twice");
    }
    positions.set(column, position);
  }
  return positions;
};

const readNumber = (
  cells: readonly string[],
  positions: ColumnPositions,
  column: CandleColumn,
  row: number,
): number => {
  const cell = cells[positions.get(column) ?? -1];
  if (cell === undefined || cell === "") {
    return failAt(row, column, "there is no value");
  }
  const value = Number(cell);
  if (!DECIMAL_NUMBER.test(cell) || !Number.isFinite(value)) {
    return failAt(row, column, `"${cell}" is not a number`);
  }
  return value;
};

const checkTimestamp = (timestamp: number, previous: number | undefined, row: number, now: number): void => {
  if (timestamp < EARLIEST_TIMESTAMP || timestamp > LATEST_TIMESTAMP) {
    failAt(row, "timestamp", `${timestamp} is no time in milliseconds since 1970 (seconds or microseconds?)`);
  }
  if (timestamp % MINUTE_MS !== 0) {
    failAt(row, "timestamp", `${timestamp} is not on a whole minute; the candles must be one-minute candles`);
  }
  if (previous !== undefined && timestamp === previous) {
    failAt(row, "timestamp", `${timestamp} stands in the row before, too`);
  }
  if (previous !== undefined && timestamp < previous) {
    failAt(
      row,
      "timestamp",
      `${timestamp} is earlier than ${previous} in the row before; sort the file by time`,
    );
  }
  if (timestamp + MINUTE_MS > now) {
    failAt(
      row,
      "timestamp",
      `the candle of ${timestamp} is not closed yet; end the file with the last closed one`,
    );
  }
};

const checkPrices = (candle: ICandleData, row: number): void => {
  for (const column of ["open", "high", "low", "close"] as const) {
    if (candle[column] <= 0) {
      failAt(row, column, `a price must be above 0, got ${candle[column]}`);
    }
  }
  if (candle.high < candle.low) {
    failAt(row, "high", `${candle.high} is below the low ${candle.low}`);
  }
  for (const column of ["open", "close"] as const) {
    if (candle[column] > candle.high || candle[column] < candle.low) {
      failAt(row, column, `${candle[column]} is outside of low ${candle.low} to high ${candle.high}`);
    }
  }
  if (candle.volume < 0) {
    failAt(row, "volume", `a volume must not be below 0, got ${candle.volume}`);
  }
};

/** Outages leave holes, but a file in which most minutes are missing holds longer candles. */
const checkDensity = (candles: readonly ICandleData[]): void => {
  const first = candles[0]?.timestamp ?? 0;
  const last = candles.at(-1)?.timestamp ?? 0;
  const minutes = (last - first) / MINUTE_MS + 1;
  if (candles.length * 2 < minutes) {
    throw new InputError(
      `row 3, column "timestamp": only ${candles.length} of ${minutes} minutes are there; the candles must be one-minute candles`,
    );
  }
};

const splitRows = (text: string, onRow: (cells: string[], row: number) => void): void => {
  try {
    parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record: (cells, { lines }) => {
        onRow(cells, lines);
        return null;
      },
    });
  } catch (error) {
    throw error instanceof CsvError ? new InputError(error.message, { cause: error }) : error;
  }
};

/**
 * Reads and checks the text of a candle file: comma-separated, a header with {@link CANDLE_COLUMNS}, one-minute candles
 * sorted by time. Missing minutes are allowed, as exchanges have outages.
 *
 * @param text - the content; `timestamp` is the open time in UTC ms, prices are quote currency, volume is base units
 * @param now - the wall clock, ms; a candle that is not closed then is a mistake
 * @returns the candles, oldest first
 * @throws InputError that names row and column of the first mistake
 */
export const parseCandles = (text: string, now = Date.now()): ICandleData[] => {
  const candles: ICandleData[] = [];
  let positions: ColumnPositions | undefined;
  let previousTimestamp: number | undefined;
  const readRow = (cells: string[], row: number): void => {
    if (positions === undefined) {
      positions = locateColumns(cells, row);
      return;
    }
    const located = positions;
    const read = (column: CandleColumn): number => readNumber(cells, located, column, row);
    const timestamp = read("timestamp");
    checkTimestamp(timestamp, previousTimestamp, row, now);
    const candle: ICandleData = {
      timestamp,
      open: read("open"),
      high: read("high"),
      low: read("low"),
      close: read("close"),
      volume: read("volume"),
    };
    checkPrices(candle, row);
    previousTimestamp = timestamp;
    candles.push(candle);
  };
  splitRows(text, readRow);
  if (positions === undefined) {
    throw new InputError(`the file is empty; row 1 must be the header ${CANDLE_COLUMNS.join(",")}`);
  }
  if (candles.length === 0) {
    throw new InputError("there are no candles below the header");
  }
  checkDensity(candles);
  return candles;
};

const READ_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["EISDIR", "it is a directory"],
  ["EACCES", "there is no permission to read it"],
]);

const describeProblem = (error: unknown): string => {
  if (error instanceof InputError) {
    return error.message;
  }
  if (!(error instanceof Error)) {
    return String(error);
  }
  const code = "code" in error ? String(error.code) : "";
  return READ_PROBLEMS.get(code) ?? error.message;
};

/**
 * Reads a candle file; see {@link parseCandles} for its form.
 *
 * @param path - where the file is
 * @throws InputError that names the file and what is wrong with it
 */
export const readCandleFile = async (path: string): Promise<ICandleData[]> => {
  try {
    return parseCandles(await readFile(path, "utf8"));
  } catch (error) {
    throw new InputError(`${path}: ${describeProblem(error)}`, { cause: error });
  }
};
