import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateMarket } from "../../docs/examples/market-generator";

interface DemoOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const TSX = createRequire(import.meta.url).resolve("tsx/cli");
const HEADER = "timestamp,open,high,low,close,volume";
const T0 = Date.UTC(2024, 0, 1);
const GOOD_ROW = `${T0},10,12,9,11,5`;

/** Runs what `npm run demo` runs, with both outputs going into a pipe. */
const runDemo = (...words: string[]): Promise<DemoOutput> =>
  new Promise((resolve) => {
    const command = [TSX, "docs/examples/demo.ts", ...words];
    execFile(process.execPath, command, { cwd: PROJECT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });

let folder = "";

const writeRows = async (name: string, rows: readonly string[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, rows.join("\n"));
  return path;
};

const writeMarket = (name: string, minutes: number, keep: (minute: number) => boolean): Promise<string> => {
  const candles = generateMarket({ seed: 7, minutes }).filter((_, minute) => keep(minute));
  const rows = candles.map(({ timestamp, open, high, low, close, volume }) =>
    [timestamp, open, high, low, close, volume].join(","),
  );
  return writeRows(name, [HEADER, ...rows, ""]);
};

const takeTrades = (stdout: string): string => stdout.slice(0, stdout.indexOf("Summary"));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("npm run demo", () => {
  it("prints trades and a summary, the same bytes every time, and nothing else on stdout", async () => {
    const [first, second] = await Promise.all([runDemo(), runDemo()]);
    expect(first.code).toBe(0);
    expect(first.stdout).toBe(second.stdout);
    expect(first.stdout).toMatch(/^Trades\n─+\n +# {2}Opened \(UTC\)/);
    for (const label of [
      "Win rate",
      "Total PnL",
      "Average PnL",
      "Max drawdown",
      "Profit factor",
      "Fill policy",
    ]) {
      expect(first.stdout).toMatch(new RegExp(`^ ${label} +\\S`, "m"));
    }
    expect(first.stdout).toMatch(/market .*(take profit|stop loss|expired)/);
    expect(first.stdout).toMatch(/limit .*(take profit|stop loss|expired)/);
  });

  it("ends by writing the report as a page, and says where it is", async () => {
    const { stdout } = await runDemo("--seed", "3");
    const path = join(PROJECT, "dump", "backtest", "DEMOUSDT", "trend-pullback-1.html");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`Backtest report saved: ${path}`);
    const page = await readFile(path, "utf8");
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("trend-pullback-1 on DEMOUSDT, backtest");
  });

  it("has no colours, ids or speed on stdout, and progress and speed in a few plain lines on stderr", async () => {
    const { stdout, stderr } = await runDemo("--seed", "2");
    expect(stdout).not.toContain("\u001B");
    expect(stdout).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(stdout).not.toContain("per second");
    expect(stderr.split("\n")).toHaveLength(6);
    expect(stderr).toContain("Back-testing DEMOUSDT 100 %\n");
    expect(stderr).toMatch(/^\d+ minutes in \d+\.\d\d s: \d+ minutes per second$/m);
    expect(stderr).not.toContain("\u001B");
  });

  it("makes up another market for another seed", async () => {
    const [first, second] = await Promise.all([runDemo("--seed", "1"), runDemo("--seed", "2")]);
    expect(first.stdout).not.toBe(second.stdout);
  });

  it("finds the same trades when the same candles come from a file", async () => {
    const path = await writeMarket("whole.csv", 43_200, () => true);
    const [fromFile, generated] = await Promise.all([
      runDemo("--candles", path, "--symbol", "DEMOUSDT"),
      runDemo(),
    ]);
    expect(fromFile.code).toBe(0);
    expect(takeTrades(fromFile.stdout)).toBe(takeTrades(generated.stdout));
    expect(fromFile.stdout).toMatch(/^ Candles +whole\.csv, 43200 minutes$/m);
  });

  it("runs on a file with an outage, and says how many minutes are missing", async () => {
    const path = await writeMarket("outage.csv", 10_080, (minute) => minute < 7300 || minute >= 7345);
    const { code, stdout, stderr } = await runDemo("--candles", path, "--symbol", "BTCUSDT");
    expect({ code, complaint: /^demo:.*/m.exec(stderr)?.[0] }).toEqual({ code: 0, complaint: undefined });
    expect(stdout).toMatch(/^ Symbol +BTCUSDT$/m);
    expect(stdout).toMatch(/^ Candles +outage\.csv, 10035 minutes, 45 missing$/m);
  });

  it("prints its usage when asked for help", async () => {
    const { code, stdout, stderr } = await runDemo("--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("--candles FILE");
  });
});

describe("npm run demo with a mistake", () => {
  const expectComplaint = (output: DemoOutput, problem: string): void => {
    expect(output).toMatchObject({ code: 1, stdout: "" });
    expect(output.stderr).toContain(problem);
    expect(output.stderr).toMatch(/^demo: [^\n]+\n$/);
  };

  it.each([
    [
      "a missing column",
      [HEADER.replace(",volume", ""), GOOD_ROW],
      'row 1, column "volume": the column is missing',
    ],
    ["a word for a number", [HEADER, `${T0},10,12,nine,11,5`], 'row 2, column "low": "nine" is not a number'],
    ["high below low", [HEADER, `${T0},10,9,12,11,5`], 'row 2, column "high": 9 is below the low 12'],
    ["unsorted times", [HEADER, GOOD_ROW, `${T0 - 60_000},10,12,9,11,5`], 'row 3, column "timestamp"'],
    ["the same time twice", [HEADER, GOOD_ROW, GOOD_ROW], 'row 3, column "timestamp"'],
    ["times between minutes", [HEADER, GOOD_ROW, `${T0 + 1000},10,12,9,11,5`], "is not on a whole minute"],
    ["no rows", [HEADER], "there are no candles below the header"],
    ["nothing in it", [], "the file is empty"],
    ["too few candles", [HEADER, GOOD_ROW], "the candles cover 0.0 days, and the strategy needs"],
  ])(
    "names what is wrong with a file that has %s, in one line and with code 1",
    async (name, rows, problem) => {
      const path = await writeRows(`${name}.csv`, rows);
      expectComplaint(await runDemo("--candles", path, "--symbol", "BTCUSDT"), problem);
    },
  );

  it("says which file is missing", async () => {
    const path = join(folder, "none.csv");
    expectComplaint(
      await runDemo("--candles", path, "--symbol", "BTCUSDT"),
      `${path}: there is no such file`,
    );
  });

  it("refuses an argument it does not know", async () => {
    expectComplaint(await runDemo("--fast"), "Unknown option '--fast'; --help lists the options");
  });
});
