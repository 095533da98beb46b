import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import type { ModelQuestion, ModelReply } from "../support/fake-services";
import { runProgram, type ProgramResult, type Scenario } from "../support/run-program";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "generated-program-"));
  await installBuiltPackage(root);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const run = (scenario: Scenario): Promise<ProgramResult> => runProgram(root, scenario);

const goLong = ({ price }: ModelQuestion): Record<string, unknown> => ({
  position: "long",
  note: "the wave turns",
  priceOpen: price,
  priceTakeProfit: price * 1.015,
  priceStopLoss: price * 0.97,
  minuteEstimatedTime: 30,
});

const answerWell = (question: ModelQuestion): ModelReply => ({ content: JSON.stringify(goLong(question)) });

const nameReports = ({ prefix }: ProgramResult): string[] => [
  `dump/backtest/BTCUSDT/${prefix}_strategy-1.md`,
  `dump/backtest/BTCUSDT/${prefix}_strategy-2.md`,
  `dump/walker/backtest/BTCUSDT/${prefix}_walker.html`,
  `dump/walker/backtest/BTCUSDT/${prefix}_walker.md`,
];

const listReports = ({ files }: ProgramResult): string[] =>
  files.filter((name) => /\.(md|html)$/.test(name) && !name.startsWith("dump/strategy/"));

const listConversations = ({ files }: ProgramResult): string[] =>
  files.filter((name) => /^dump\/strategy\/[0-9a-f-]{36}$/.test(name));

/** The rows of the ranking, cell by cell. */
const readRanking = ({ stdout }: ProgramResult): string[][] => {
  const [, table = ""] = /Ranking of .* by sharpeRatio\n([\s\S]*?)\nBest strategy: /.exec(stdout) ?? [];
  return table
    .split("\n")
    .slice(1)
    .map((row) => row.trim().split(/ {2,}/));
};

const expectRanking = (result: ProgramResult): void => {
  expect(result.exitCode, result.stderr).toBe(0);
  expect(result.stderr).not.toMatch(/Unhandled|Uncaught|\n +at /);
  expect(readRanking(result)).toHaveLength(2);
  expect(result.stdout).toContain(`${result.prefix}_walker on BTCUSDT: 100 %, 2 of 2 strategies\n`);
  expect(listReports(result)).toEqual(nameReports(result));
};

/** Nothing on the screen moves the cursor or turns the direction. */
const expectPlain = ({ stdout, stderr }: ProgramResult): void => {
  expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/\p{C}/u);
};

const countLines = (text: string, part: string): number =>
  text.split("\n").filter((line) => line.includes(part)).length;

describe("a generated program with a model that answers", () => {
  it("well: trades, ranks the strategies, writes the reports and the conversations", async () => {
    const result = await run({ answerModel: answerWell, environment: { MODEL_API_KEY: "sk-canary-key" } });
    expectRanking(result);
    expect(result.stderr).toBe("");
    expect(result.stdout).toContain(`${result.prefix}_strategy-1: opened long at 100. the wave turns\n`);
    const { questions, candleQueries } = result.services;
    for (const [, strategy, sharpe, trades, , failed] of readRanking(result)) {
      expect(strategy).toMatch(/^[0-9a-z]{6}_strategy-[12]$/);
      expect(sharpe).toMatch(/^-?\d+\.\d{3}$/);
      expect(Number(trades)).toBeGreaterThan(3);
      expect(failed).toBe("0");
    }
    expect(listConversations(result)).toHaveLength(questions.length);
    expect(new Set(candleQueries.map((query) => query.get("interval")))).toEqual(
      new Set(["1m", "5m", "15m", "1h"]),
    );
    expect(questions[0]).toMatchObject({
      url: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-canary-key" },
    });
    expect(result.stdout + result.stderr).not.toContain("sk-canary-key");
  });

  it("well: shows it closed candles only, in four lengths, and the text of the strategy at the end", async () => {
    const { services } = await run({
      answerModel: () => ({ content: '{"position":"wait"}' }),
      prompts: ["Buy **dips**."],
    });
    const [first] = services.questions;
    const { model, messages } = first?.body ?? { model: "", messages: [] };
    expect(model).toBe("fake-model");
    expect(messages.map(({ role }) => role)).toEqual([
      "system",
      ..."user assistant ".repeat(4).trim().split(" "),
      "user",
    ]);
    const questions = messages
      .filter(({ role }) => role === "user")
      .map(({ content }) => content.split("\n"));
    expect(questions.slice(0, 4).map((lines) => lines.length - 1)).toEqual([24, 24, 24, 30]);
    expect(questions[0]?.[0]).toContain("BTCUSDT");
    expect(questions.slice(0, 4).map((lines) => lines.at(-1)?.slice(0, 30))).toEqual([
      "2024-01-09T23:00:00.000Z [1h] ",
      "2024-01-09T23:45:00.000Z [15m]",
      "2024-01-09T23:55:00.000Z [5m] ",
      "2024-01-09T23:59:00.000Z [1m] ",
    ]);
    expect(questions[4]).toContain("Buy dips.");
  });

  it("slowly: waits for it", async () => {
    const endDate = new Date("2024-01-10T00:12:00.000Z");
    const answerModel = (question: ModelQuestion): ModelReply => ({ ...answerWell(question), delayMs: 300 });
    const result = await run({ answerModel, endDate });
    expectRanking(result);
    expect(result.services.questions.length).toBeGreaterThan(1);
  });

  it("too slowly: says so, once, and goes on", async () => {
    const result = await run({
      answerModel: (question) => ({ ...answerWell(question), delayMs: question.number === 1 ? 2000 : 0 }),
      environment: { MODEL_TIMEOUT_SECONDS: "0.5" },
    });
    expectRanking(result);
    expect(result.stderr).toContain("Problem: the model did not answer within 0.5 s\n");
    expect(result.stderr).toContain("  1 × the model did not answer within 0.5 s\n");
  });

  it("with wait: there is no signal and no error, and the strategies are compared", async () => {
    const result = await run({ answerModel: () => ({ content: '{"position":"wait","note":"unclear"}' }) });
    expectRanking(result);
    expect(result.stderr).toBe("");
    expect(readRanking(result).map(([, , sharpe, trades]) => [sharpe, trades])).toEqual([
      ["–", "0"],
      ["–", "0"],
    ]);
    expect(result.stdout).toContain("Best strategy: none, for the metric needs more closed trades\n");
    expect(result.services.questions).toHaveLength(50);
  });

  it("in a fence with words around: reads it", async () => {
    const answerModel = (question: ModelQuestion): ModelReply => ({
      content: `Sure!\n\`\`\`json\n${JSON.stringify(goLong(question))}\n\`\`\`\nGood luck.`,
    });
    const result = await run({ answerModel });
    expectRanking(result);
    expect(result.stderr).toBe("");
  });

  it("now well and now badly: every kind of problem is told once and counted, and the rest trades", async () => {
    const answers: ((question: ModelQuestion) => ModelReply)[] = [
      answerWell,
      () => ({ content: '{"position": "lo' }),
      () => ({ status: 500, body: "out of memory" }),
      (question) => ({ content: JSON.stringify({ ...goLong(question), priceStopLoss: "low" }) }),
      () => ({ closes: true }),
      () => ({ body: "<html>" }),
      (question) => ({ content: JSON.stringify({ ...goLong(question), priceTakeProfit: 1 }) }),
      () => ({ content: '{"position":"wait"}' }),
    ];
    const answerModel = (question: ModelQuestion): ModelReply =>
      (answers[question.number % answers.length] ?? answerWell)(question);
    const result = await run({ answerModel });
    expectRanking(result);
    for (const problem of [
      'the model did not answer with one JSON object: {"position": "lo',
      "the model answered with HTTP 500: out of memory",
      'the model answered with a wrong priceStopLoss: it must be a finite number, not "low"',
      "the model cannot be reached: ",
      "the response of the model has no text at choices[0].message.content: <html>",
      "Invalid signal for long position: ",
    ]) {
      expect(countLines(result.stderr, `Problem: ${problem}`), problem).toBe(1);
      expect(result.stderr).toMatch(/^ {2}\d+ × /m);
      expect(countLines(result.stderr, ` × ${problem}`), problem).toBe(1);
    }
    for (const [, , , trades, , failed] of readRanking(result)) {
      expect(Number(trades)).toBeGreaterThan(0);
      expect(Number(failed)).toBeGreaterThan(0);
    }
  });
});

describe("a generated program with a model that never gives a sound answer", () => {
  it.each<[string, (question: ModelQuestion) => ModelReply, string]>([
    [
      "broken JSON",
      () => ({ content: '{"position": "long", ' }),
      "the model did not answer with one JSON object",
    ],
    [
      "wrong fields",
      () => ({ content: '{"position":"up"}' }),
      "a wrong position: it must be one of wait, long, short",
    ],
    ["HTTP 500", () => ({ status: 500, body: "no" }), "the model answered with HTTP 500: no"],
    ["closed connections", () => ({ closes: true }), "the model cannot be reached"],
    ["a refusal", () => ({ content: null }), "has no text at choices[0].message.content"],
  ])(
    "%s: ends with a code that is not zero, and says why for each strategy",
    async (_, answerModel, problem) => {
      const result = await run({ answerModel });
      expect(result.exitCode).toBe(1);
      expect(countLines(result.stderr, `Problem: the model`)).toBeLessThanOrEqual(3);
      expect(result.stderr).toContain(problem);
      expect(result.stderr).toMatch(
        / {2}1 × walker [0-9a-z]{6}_walker on BTCUSDT has no result: all strategies that were tried have failed/,
      );
      expect(result.stderr).not.toMatch(/Unhandled|Uncaught|\n +at /);
      expect(result.stdout).toContain(`${result.prefix}_walker on BTCUSDT: 100 %, 2 of 2 strategies\n`);
      expect(listReports(result)).toEqual([]);
    },
  );

  it("stops asking one that is not there", async () => {
    const result = await run({
      answerModel: () => ({ status: 503 }),
      environment: { MODEL_FAILURE_LIMIT: "4" },
    });
    expect(result.exitCode).toBe(1);
    expect(result.services.questions).toHaveLength(4);
    expect(result.stderr).toContain("the model has failed 4 times in a row and is not asked any more");
  });

  it("needs settings that can be read", async () => {
    const result = await run({ answerModel: answerWell, environment: { MODEL_TIMEOUT_SECONDS: "soon" } });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('MODEL_TIMEOUT_SECONDS must be a number above 0, not "soon"');
    expect(result.services.questions).toEqual([]);
  });
});

describe("a generated program that is interrupted", () => {
  it("ranks what there is, and ends", async () => {
    const result = await run({
      answerModel: (question) => ({ ...answerWell(question), delayMs: 20 }),
      interruptAt: "_walker on BTCUSDT: 50 %",
    });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(readRanking(result)[0]?.slice(0, 2)).toEqual(["1", `${result.prefix}_strategy-1`]);
    expect(listReports(result)).toContain(`dump/walker/backtest/BTCUSDT/${result.prefix}_walker.md`);
  });
});

describe("a generated program without candles", () => {
  it("ends before long with what the source said, and with a code that is not zero", async () => {
    // The pauses between the tries of the library would take half a minute.
    const { OptimizerTemplateService } =
      await import("../../src/lib/services/template/OptimizerTemplateService");
    const builtIn = new OptimizerTemplateService();
    const getTopBanner = async (symbol: string): Promise<string> =>
      `${await builtIn.getTopBanner(symbol)}\nsetConfig({ CC_GET_CANDLES_RETRY_DELAY_MS: 1 }, true);`;
    const result = await run({
      answerModel: answerWell,
      answerCandles: () => ({ status: 418, body: '{"code":-1003,"msg":"banned"}' }),
      template: { getTopBanner },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      'too many requests for candles, HTTP 418: try again in 60 s: {"code":-1003,"msg":"banned"}',
    );
    expect(countLines(result.stderr, "There are no candles: the comparison ends with what there is.")).toBe(
      1,
    );
    expect(result.services.candleQueries.length).toBeLessThan(30);
    expect(result.services.questions).toEqual([]);
  });
});

describe("a generated program full of hostile text", () => {
  const CANARY = "canary.txt";
  const attack = `require("fs").writeFileSync("${CANARY}", "x");import("node:fs").then((fs) => fs.writeFileSync("${CANARY}", "x"))`;
  const HOSTILE = [
    `\`;${attack};\``,
    `\${${attack}}`,
    `*/ ${attack} /*`,
    `</script><script>${attack}</script>`,
    `"); ${attack}; ("`,
    `'); ${attack}; ('`,
    `\n${attack}\n//`,
    `\r\n${attack}\u2028${attack}\u2029`,
    `\\"); ${attack}; //`,
    "\u001b[2J\ud800\u202e",
  ].join(" ");

  it("from data: nothing of it runs, and names and prompts are what they were", async () => {
    const result = await run({
      symbol: `BTC${HOSTILE}`,
      prefix: HOSTILE.slice(0, 60),
      prompts: [HOSTILE, `**${HOSTILE}**`],
      answerModel: answerWell,
    });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(existsSync(join(result.folder, CANARY))).toBe(false);
    expect(result.files.filter((name) => name.includes("canary.txt") && !name.startsWith("dump/"))).toEqual(
      [],
    );
    expect(result.services.candleQueries[0]?.get("symbol")).toBe(`BTC${HOSTILE}`.replace("\ud800", "\ufffd"));
    expectPlain(result);
    expect(result.stdout).toContain("Ranking of BTC");
  });

  it("from the model: nothing of it runs, and the screen and the reports show it as text", async () => {
    const answerModel = (question: ModelQuestion): ModelReply => {
      const signal = goLong(question);
      const field =
        ["note", "position", "priceOpen", "id", "minuteEstimatedTime"][question.number % 5] ?? "note";
      return { content: JSON.stringify({ ...signal, [field]: HOSTILE }) };
    };
    const result = await run({ answerModel });
    expectRanking(result);
    expect(existsSync(join(result.folder, CANARY))).toBe(false);
    expectPlain(result);
    expect(result.stderr).toContain("a wrong priceOpen: it must be a finite number");
    expect(result.stderr).toContain("a wrong position: it must be one of wait, long, short");
    const [conversation = ""] = listConversations(result);
    expect(conversation).not.toBe("");
    const page = await readFile(
      join(result.folder, `dump/walker/backtest/BTCUSDT/${result.prefix}_walker.html`),
      "utf8",
    );
    expect(page).not.toContain(`<script>${attack}`);
  });

  it("from the servers in their errors: nothing of it runs or moves the cursor", async () => {
    const result = await run({
      answerModel: ({ number }) => (number % 2 === 0 ? { status: 500, body: HOSTILE } : { body: HOSTILE }),
    });
    expect(result.exitCode).toBe(1);
    expect(existsSync(join(result.folder, CANARY))).toBe(false);
    expect(result.stderr).toContain("the model answered with HTTP 500: `;require");
    expectPlain(result);
  });
});
