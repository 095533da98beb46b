import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCandles, readCandleFile } from "../../../docs/examples/candle-file";
import { InputError } from "../../../docs/examples/input-error";

const HEADER = "timestamp,open,high,low,close,volume";
const T0 = 1_704_067_200_000;
const T1 = T0 + 60_000;
const GOOD = `${T0},10,12,9,11,5`;

const readProblem = (...rows: string[]): string => {
  try {
    parseCandles(rows.join("\n"));
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error instanceof Error ? error.message : "";
  }
  return "no problem";
};

describe("parseCandles", () => {
  it("reads candles with their numbers as written", () => {
    expect(parseCandles(`${HEADER}\n${T0},10.5,12,9,11,0\n${T1},11,1.2e1,1e1,10,.25\n`)).toEqual([
      { timestamp: T0, open: 10.5, high: 12, low: 9, close: 11, volume: 0 },
      { timestamp: T1, open: 11, high: 12, low: 10, close: 10, volume: 0.25 },
    ]);
  });

  it("takes columns in any order and beside others, quotes, spaces, empty lines, CRLF and a byte order mark", () => {
    const text = `\uFEFFclose,note,"volume",low,high,open,timestamp\r\n\r\n 11,x,5,9,12,"10",${T0}\r\n`;
    expect(parseCandles(text)).toEqual([{ timestamp: T0, open: 10, high: 12, low: 9, close: 11, volume: 5 }]);
  });

  it("allows missing minutes, as exchanges have outages", () => {
    const minutes = [0, 1, 2, 3, 8, 9].map((minute) => `${T0 + minute * 60_000},10,12,9,11,5`);
    expect(parseCandles([HEADER, ...minutes].join("\n"))).toHaveLength(6);
  });

  it("refuses candles that are longer than a minute", () => {
    const candles = [0, 5, 10, 15].map((minute) => `${T0 + minute * 60_000},10,12,9,11,5`);
    expect(() => parseCandles([HEADER, ...candles].join("\n"))).toThrow(
      'row 3, column "timestamp": only 4 of 16 minutes are there; the candles must be one-minute candles',
    );
  });

  it.each([
    [
      "a missing column",
      [HEADER.replace(",volume", ""), GOOD],
      'row 1, column "volume": the column is missing',
    ],
    [
      "a column named twice",
      [`${HEADER},open`, GOOD],
      'row 1, column "open": the header names the column twice',
    ],
    ["a file without header", [GOOD], 'row 1, column "timestamp": the column is missing'],
    ["a header after empty lines", ["", "", "a,b"], 'row 3, column "timestamp": the column is missing'],
    ["an empty cell", [HEADER, GOOD, `${T1},10,,9,11,5`], 'row 3, column "high": there is no value'],
    ["a short row", [HEADER, `${T0},10,12,9,11`], 'row 2, column "volume": there is no value'],
    ["a word", [HEADER, `${T0},10,12,nine,11,5`], 'row 2, column "low": "nine" is not a number'],
    [
      "a hexadecimal number",
      [HEADER, `${T0},0x10,17,9,11,5`],
      'row 2, column "open": "0x10" is not a number',
    ],
    [
      "an infinite number",
      [HEADER, `${T0},10,1e999,9,11,5`],
      'row 2, column "high": "1e999" is not a number',
    ],
    [
      "a row behind an empty line",
      [HEADER, "", `${T0},10,12,9,x,5`],
      'row 3, column "close": "x" is not a number',
    ],
    ["high below low", [HEADER, `${T0},10,9,12,11,5`], 'row 2, column "high": 9 is below the low 12'],
    [
      "open above high",
      [HEADER, `${T0},13,12,9,11,5`],
      'row 2, column "open": 13 is outside of low 9 to high 12',
    ],
    [
      "close below low",
      [HEADER, `${T0},10,12,9,8,5`],
      'row 2, column "close": 8 is outside of low 9 to high 12',
    ],
    [
      "a price of zero",
      [HEADER, `${T0},10,12,0,11,5`],
      'row 2, column "low": a price must be above 0, got 0',
    ],
    [
      "a negative volume",
      [HEADER, `${T0},10,12,9,11,-5`],
      'row 2, column "volume": a volume must not be below 0',
    ],
    [
      "times that go back",
      [HEADER, `${T1},10,12,9,11,5`, GOOD],
      `row 3, column "timestamp": ${T0} is earlier than ${T1}`,
    ],
    [
      "the same time twice",
      [HEADER, GOOD, GOOD],
      `row 3, column "timestamp": ${T0} stands in the row before, too`,
    ],
    [
      "a time between two minutes",
      [HEADER, GOOD, `${T0 + 30_000},10,12,9,11,5`],
      'row 3, column "timestamp": 1704067230000 is not on a whole minute',
    ],
    [
      "times in seconds",
      [HEADER, `${T0 / 1000},10,12,9,11,5`],
      'row 2, column "timestamp": 1704067200 is no time in milliseconds',
    ],
    [
      "times in microseconds",
      [HEADER, `${T0}000,10,12,9,11,5`],
      'row 2, column "timestamp": 1704067200000000 is no time in milliseconds',
    ],
    ["an empty file", [""], "the file is empty"],
    ["a header alone", [HEADER], "there are no candles below the header"],
    ["an open quote", [HEADER, `"${T0},1`], "Quote Not Closed"],
  ])("names row and column of %s", (_case, rows, problem) => {
    expect(readProblem(...rows)).toContain(problem);
  });
});

describe("readCandleFile", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "candle-file-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads a file", async () => {
    const path = join(folder, "good.csv");
    await writeFile(path, `${HEADER}\n${GOOD}\n`);
    await expect(readCandleFile(path)).resolves.toEqual(parseCandles(`${HEADER}\n${GOOD}`));
  });

  it("puts the name of the file in front of what is wrong with it", async () => {
    const path = join(folder, "bad.csv");
    await writeFile(path, `${HEADER}\n${T0},ten,12,9,11,5\n`);
    await expect(readCandleFile(path)).rejects.toThrow(
      `${path}: row 2, column "open": "ten" is not a number`,
    );
  });

  it("says so when there is no file, or a directory instead", async () => {
    await expect(readCandleFile(join(folder, "none.csv"))).rejects.toThrow("none.csv: there is no such file");
    await expect(readCandleFile(folder)).rejects.toThrow(`${folder}: it is a directory`);
  });
});
