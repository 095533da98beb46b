import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import { PROJECT_ROOT, type ProcessOptions } from "../support/child-process";
import { readPrograms, type DocPart } from "../support/doc-blocks";
import { runProgram, type DocRun } from "../support/doc-runs";
import { KlineServer } from "../support/kline-server";

const HOUR = 3_600_000;
const PAGE = "docs/getting-started.md";

let home = "";
let parts: DocPart[] = [];
let server: KlineServer | undefined;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "getting-started-"));
  await installBuiltPackage(home);
  const text = await readFile(join(PROJECT_ROOT, PAGE), "utf8");
  parts = readPrograms({ path: PAGE, text }).flatMap((program) => program.parts);
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

afterAll(() => rm(home, { recursive: true, force: true }));

/** The block of the page that calls a function. */
const findPart = (call: string): DocPart => {
  const part = parts.find(({ code }) => code.includes(`${call}(`));
  if (part === undefined) {
    throw new Error(`no block of ${PAGE} calls ${call}`);
  }
  return part;
};

/** Runs what a reader has in the end: real candles, the strategy, and one more block. */
const runBot = async (
  priceAt: (time: number) => number,
  part: DocPart,
  name: string,
  options: Omit<ProcessOptions, "cwd"> = {},
): Promise<DocRun> => {
  server = new KlineServer(priceAt);
  const env = { PATH: process.env["PATH"], CANDLES_URL: await server.start() };
  const program = { language: "ts", parts: [findPart("fetch"), findPart("addStrategy"), part] } as const;
  return await runProgram(program, home, name, { env, ...options });
};

describe("the bot of the page about getting started", () => {
  it("is back-tested on candles that come over HTTP", async () => {
    // Each day at noon the price falls for an hour, and comes back within half of the next.
    const priceAt = (time: number): number => {
      const hour = (time / HOUR) % 24;
      return hour < 12 ? 100 : Math.min(100, 97 + 6 * Math.max(0, hour - 13));
    };
    const { exitCode, stderr, outputs } = await runBot(priceAt, findPart("Backtest.run"), "backtest");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = outputs.join("").trimEnd().split("\n");
    expect(lines).toHaveLength(14);
    for (const [index, line] of lines.entries()) {
      const day = String(index + 2).padStart(2, "0");
      expect(line).toMatch(new RegExp(`^2025-01-${day}T13:2\\d take_profit 2\\.\\d\\d %$`));
    }
    expect(Math.max(...(server?.queries ?? []).map((query) => Number(query.get("limit"))))).toBe(1000);
  });

  it("runs live on the same candles, and leaves its position stored at Ctrl+C", async () => {
    const fall = Date.now() - 2 * HOUR;
    const { exitCode, stderr, outputs } = await runBot(
      (time) => (time < fall ? 100 : 97),
      findPart("Live.run"),
      "live",
      { interruptAt: "opened" },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(outputs.join("")).toMatch(/^\d{4}-\d\d-\d\dT\S+Z opened long 97(\.\d+)?\n$/);
    const stored = await readFile(
      join(home, "live/dump/data/signal/BTCUSDT_back to the mean/BTCUSDT.json"),
      "utf8",
    );
    expect(JSON.parse(stored)).toMatchObject({
      position: "long",
      priceStopLoss: expect.closeTo(97 * 0.97, 6),
    });
  });

  it("says what to do without an address", async () => {
    const program = { language: "ts", parts: [findPart("fetch")] } as const;
    const { exitCode, stderr } = await runProgram(program, home, "no-address", { env: {} });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("set CANDLES_URL to the address of the candles");
  });
});
