import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OptimizerTemplateService } from "../../src/lib/services/template/OptimizerTemplateService";
import { installBuiltPackage } from "../support/built-package";
import { PROJECT_ROOT } from "../support/child-process";
import { joinParts, readPrograms } from "../support/doc-blocks";
import { evaluateSection } from "../support/evaluate-section";
import type { ModelQuestion, ModelReply } from "../support/fake-services";
import {
  ESTABLISHED_BANNER,
  ESTABLISHED_PARTS,
  IMPORTING_PARTS,
  OWN_BANNERS,
  OWN_PARTS,
} from "../support/own-parts";
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

/** A position that could last for hours. */
const answerLong = (question: ModelQuestion): ModelReply => ({
  content: JSON.stringify({
    ...goLong(question),
    priceTakeProfit: question.price * 1.5,
    priceStopLoss: question.price * 0.81,
    minuteEstimatedTime: 360,
  }),
});

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

/** The template with something more at the end of the first part. */
const addToBanner = (statement: string): NonNullable<Scenario["template"]> => ({
  getTopBanner: async (symbol) =>
    `${await new OptimizerTemplateService().getTopBanner(symbol)}\n${statement}`,
});

/** The pauses between the tries of the library would take half a minute. */
const QUICK_READS = addToBanner("kit.setConfig({ CC_GET_CANDLES_RETRY_DELAY_MS: 1 }, true);");

const NOT_WHOLE = "Best strategy: none, for not every strategy has seen the whole period\n";

describe("a generated program with a model that answers", () => {
  it("well: trades, ranks the strategies, writes the reports and the conversations", async () => {
    const result = await run({ answerModel: answerWell, environment: { MODEL_API_KEY: "sk-canary-key" } });
    expectRanking(result);
    expect(result.stderr).toBe("");
    expect(result.stdout).toContain(
      `2024-01-10T00:00:00.000Z ${result.prefix}_strategy-1: opened long at 100. the wave turns\n`,
    );
    expect(result.stdout).toMatch(
      /^2024-01-10T00:\d\d:00\.000Z \w{6}_strategy-1: closed long at 100, closed at \d+(\.\d+)? by \w+\. the wave turns$/m,
    );
    const { questions, candleQueries } = result.services;
    expect(
      readRanking(result)
        .map(([, , text]) => text)
        .toSorted(),
    ).toEqual(['"Buy dips."', '"Buy rallies."']);
    for (const [, strategy, , sharpe, trades, , failed] of readRanking(result)) {
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

  it("well, and repeats the key in its notes: the screen does not", async () => {
    const key = "sk-canary/key+1";
    const note = `you sent ${key}, ${encodeURIComponent(key)} and ${key.replaceAll("/", "&#x2F;")}`;
    const result = await run({
      answerModel: (question) => ({ content: JSON.stringify({ ...goLong(question), note }) }),
      environment: { MODEL_API_KEY: key },
    });
    expectRanking(result);
    expect(result.stdout).toContain("opened long at 100. you sent ***, *** and ***\n");
    expect(result.stdout + result.stderr).not.toContain("canary");
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

  it("well, and a text is partly in a fence: says so at its start and at its end, and goes by the rest", async () => {
    const result = await run({
      answerModel: answerWell,
      prompts: ["Buy dips.\n```\nSell rallies.\n```", `Buy ${"dear ".repeat(20)}things.`],
    });
    expectRanking(result);
    const problem = `the text of strategy ${result.prefix}_strategy-1 goes without its fenced code: 13 characters are left out\n`;
    expect(result.stderr).toBe(`Problem: ${problem}\nProblems\n  1 × ${problem}`);
    expect(
      readRanking(result)
        .map(([, , text]) => text)
        .toSorted(),
    ).toEqual([`"Buy ${"dear ".repeat(11)}d"…`, '"Buy dips."']);
    const asked = result.services.questions.map(({ body }) => body.messages.at(-1)?.content);
    expect(asked[0]).toContain("Buy dips.");
    expect(asked.join()).not.toContain("Sell rallies.");
  });

  it("with a level that is never reached: shows when the order was made and given up", async () => {
    const result = await run({
      endDate: new Date("2024-01-10T06:00:00.000Z"),
      answerModel: (question) => ({
        content: JSON.stringify({
          ...goLong(question),
          priceOpen: 90.123456789,
          priceTakeProfit: 95,
          priceStopLoss: 85,
        }),
      }),
    });
    expect(result.exitCode, result.stderr).toBe(0);
    const lines = result.stdout.split("\n").filter((line) => line.includes("_strategy-1: scheduled "));
    const name = `${result.prefix}_strategy-1`;
    expect(lines[0]).toBe(`2024-01-10T00:00:00.000Z ${name}: scheduled long at 90.123457. the wave turns`);
    expect(result.stdout).toMatch(
      new RegExp(`^2024-01-10T0[1-5]:\\d\\d:00\\.000Z ${name}: cancelled long at 90\\.123457\\. `, "m"),
    );
  });

  it("slowly: waits for it", async () => {
    const endDate = new Date("2024-01-10T00:12:00.000Z");
    const answerModel = (question: ModelQuestion): ModelReply => ({ ...answerWell(question), delayMs: 300 });
    const result = await run({ answerModel, endDate });
    expectRanking(result);
    expect(result.services.questions.length).toBeGreaterThan(1);
  });

  it("too slowly, drop by drop, while memory is cleaned: says so, once, and goes on", async () => {
    const result = await run({
      answerModel: ({ number }) => ({ content: '{"position":"wait"}', drips: number === 1 }),
      environment: { MODEL_TIMEOUT_SECONDS: "1" },
      template: addToBanner("setInterval(() => globalThis.gc(), 100).unref();"),
    });
    expectRanking(result);
    expect(result.stderr).toContain("Problem: the model did not answer within 1 s\n");
    expect(result.stderr).toContain("  1 × the model did not answer within 1 s\n");
    expect(
      readRanking(result)
        .map((row) => row.slice(6))
        .toSorted(),
    ).toEqual([["0"], ["1", "1 of 25 questions without an answer"]]);
  });

  it("after a moment in which it was not there: is asked again, and nothing is lost", async () => {
    const result = await run({
      answerModel: (question) =>
        [3, 4, 5].includes(question.number)
          ? { status: 503, body: "loading", headers: { "retry-after": "0.05" } }
          : answerWell(question),
    });
    expectRanking(result);
    expect(result.stderr).toContain("  3 × the model answered with HTTP 503: loading\n");
    expect(readRanking(result).map((row) => row.at(-1))).toEqual(["0", "0"]);
  });

  it("with wait: there is no signal and no error, and the strategies are compared", async () => {
    const result = await run({ answerModel: () => ({ content: '{"position":"wait","note":"unclear"}' }) });
    expectRanking(result);
    expect(result.stderr).toBe("");
    expect(readRanking(result).map(([, , , sharpe, trades]) => [sharpe, trades])).toEqual([
      ["–", "0"],
      ["–", "0"],
    ]);
    expect(result.stdout).toContain("Best strategy: none, for the metric needs more closed trades\n");
    expect(result.services.questions).toHaveLength(50);
  });

  it("in a fence, after thoughts: reads it", async () => {
    const answerModel = (question: ModelQuestion): ModelReply => ({
      content: `<think>{"position":"wait"}? No.</think>\n\`\`\`json\n${JSON.stringify(goLong(question))}\n\`\`\``,
    });
    const result = await run({ answerModel });
    expectRanking(result);
    expect(result.stderr).toBe("");
  });

  it("well, and the conversations cannot be kept: trades, and says so once", async () => {
    const getJsonDumpTemplate = (): string =>
      "async function dumpJson(...values) {\n  throw new Error(`disk full at ${values.length}`);\n}";
    const result = await run({ answerModel: answerWell, template: { getJsonDumpTemplate } });
    expectRanking(result);
    expect(countLines(result.stderr, "Problem: disk full at 3")).toBe(1);
    for (const [, , , , trades, , failed] of readRanking(result)) {
      expect(Number(trades)).toBeGreaterThan(3);
      expect(failed).toBe("0");
    }
  });

  it("well, and nobody reads what is printed: the reports are written", async () => {
    const result = await run({ answerModel: answerWell, isUnread: true });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stderr).toBe("");
    expect(listReports(result)).toEqual(nameReports(result));
  });

  it("now well and now badly: every kind of problem is told once and counted, and the rest trades", async () => {
    const answers: ((question: ModelQuestion) => ModelReply)[] = [
      answerWell,
      () => ({ content: '{"position": "lo' }),
      () => ({ status: 400, body: "out of memory" }),
      () => ({ body: "x".repeat(1_100_000) }),
      (question) => ({ content: JSON.stringify({ ...goLong(question), note: "x".repeat(900_000) }) }),
      (question) => ({ content: JSON.stringify({ ...goLong(question), priceStopLoss: "low" }) }),
      () => ({ closes: true }),
      () => ({ body: "<html>" }),
      (question) => ({ content: JSON.stringify({ ...goLong(question), priceTakeProfit: 1 }) }),
      () => ({ content: '{"position":"wait"}' }),
    ];
    const answerModel = (question: ModelQuestion): ModelReply =>
      (answers[question.number % answers.length] ?? answerWell)(question);
    const result = await run({ answerModel });
    expect(result.exitCode).toBe(1);
    expect(result.stdout.length).toBeLessThan(20_000);
    for (const problem of [
      'the model did not answer with one JSON object: {"position": "lo',
      "the model answered with HTTP 400: out of memory",
      "the model said too much: the response is longer than 1 MB",
      'the model answered with a wrong priceStopLoss: it must be a finite number, not "low"',
      "the model cannot be reached: ",
      "the response of the model has no text at choices[0].message.content: <html>",
      "Invalid signal for long position: ",
    ]) {
      expect(countLines(result.stderr, `Problem: ${problem}`), problem).toBe(1);
      expect(result.stderr).toMatch(/^ {2}\d+ × /m);
      expect(countLines(result.stderr, ` × ${problem}`), problem).toBe(1);
    }
    expect(readRanking(result)).toHaveLength(2);
    for (const [place, , , value, trades, , failed, unanswered] of readRanking(result)) {
      expect([place, value]).toEqual(["–", "too few answers"]);
      expect(Number(trades)).toBeGreaterThan(0);
      expect(Number(failed)).toBeGreaterThan(0);
      expect(unanswered).toMatch(/^\d+ of \d+ questions without an answer$/);
    }
    expect(result.stdout).toContain("Best strategy: none, for too many questions got no answer\n");
    expect(listReports(result)).toEqual([]);
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
      "a draft that it takes back",
      (question) => ({ content: `I considered ${JSON.stringify(goLong(question))}, but no: wait.` }),
      "the model did not answer with one JSON object: I considered",
    ],
    [
      "an order in a fence that it takes back",
      (question) => ({
        content: `\`\`\`json\n${JSON.stringify(goLong(question))}\n\`\`\`\nOn thinking twice, I am waiting.`,
      }),
      'the model did not answer with one JSON object alone: "waiting" outside of it could take it back: ```json {',
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
      const result = await run({ answerModel, environment: { MODEL_FAILURE_LIMIT: "2" } });
      expect(result.exitCode).toBe(1);
      expect(countLines(result.stderr, `Problem: the model`)).toBeLessThanOrEqual(3);
      expect(result.stderr).toContain(problem);
      expect(result.stderr).toMatch(
        / {2}1 × walker [0-9a-z]{6}_walker on BTCUSDT has no result: all strategies that were tried have failed/,
      );
      expect(result.stderr).not.toMatch(/Unhandled|Uncaught|\n +at /);
      expect(result.stdout).toContain(`${result.prefix}_walker on BTCUSDT: 100 %, 2 of 2 strategies\n`);
      expect(result.stdout).not.toContain("opened");
      expect(listReports(result)).toEqual([]);
    },
  );

  it("ends a strategy when it is not there, and gives the next one a chance of its own", async () => {
    const answerModel = (question: ModelQuestion): ModelReply =>
      question.number > 1 && question.body.messages.at(-1)?.content.includes("Buy dips.") === true
        ? { status: 503, body: "loading" }
        : answerWell(question);
    const result = await run({ answerModel, environment: { MODEL_FAILURE_LIMIT: "3" } });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(`There is no model: ${result.prefix}_strategy-1 ends here.\n`);
    expect(result.stderr).toContain(
      "  1 × 3 questions in a row got no answer, the last because the model answered with HTTP 503: loading\n",
    );
    expect(readRanking(result)).toEqual([
      [
        "1",
        `${result.prefix}_strategy-2`,
        '"Buy rallies."',
        ...Array.from({ length: 3 }, () => expect.any(String)),
        "0",
      ],
      [
        "–",
        `${result.prefix}_strategy-1`,
        '"Buy dips."',
        "cut short",
        "2",
        expect.any(String),
        "3",
        "3 of 5 questions without an answer",
      ],
    ]);
    expect(result.stdout).toContain(NOT_WHOLE);
    expect(
      result.services.questions.filter(({ body }) => body.messages.at(-1)?.content.includes("dips")),
    ).toHaveLength(2 + 3 * 5);
    expect(listReports(result)).toEqual([`dump/backtest/BTCUSDT/${result.prefix}_strategy-2.md`]);
  });

  it("counts the questions of each strategy for itself", async () => {
    // Each strategy asks twice; the last question of the first and the first one of the second get no answer.
    const answerModel = ({ body: { messages } }: ModelQuestion): ModelReply => {
      const isFirst = messages.at(-1)?.content.includes("Buy dips.") === true;
      const isLater = messages.some(({ content }) => content.includes("T00:04:00.000Z [1m]"));
      return isFirst === isLater ? { status: 503 } : { content: '{"position":"wait"}' };
    };
    const result = await run({
      answerModel,
      endDate: new Date("2024-01-10T00:08:00.000Z"),
      environment: { MODEL_FAILURE_LIMIT: "2" },
    });
    expect(result.stderr).not.toContain("There is no model");
    expect(readRanking(result).map((row) => row.slice(6))).toEqual(
      Array.from({ length: 2 }, () => ["1", "1 of 2 questions without an answer"]),
    );
    expect(result.exitCode).toBe(1);
  });

  it.each([
    ["MODEL_TIMEOUT_SECONDS", "soon", 'must be a number above 0 and at most 3600, not "soon"'],
    ...["MODEL_URL", "CANDLES_URL"].map((name) => [
      name,
      "http://me:secret@127.0.0.1",
      "must be an http or https address without a user or password in it",
    ]),
  ])("needs a %s that can be used", async (name, value, message) => {
    const result = await run({ answerModel: answerWell, environment: { [name]: value } });
    expect(result.exitCode).toBe(1);
    // No stack, and nothing else.
    expect(result.stderr).toMatch(/^.*\n$/);
    expect(result.stderr).toContain(`${name} ${message}`);
    expect(result.stderr).not.toContain("secret");
    expect(result.stdout).toBe("");
    expect(result.services.questions).toEqual([]);
    expect(result.services.candleQueries).toEqual([]);
  });

  it.each([
    ["a tenth of its questions", [3, 11], 0, "1"],
    ["more than that", [3, 11, 12], 1, "–"],
  ])("that left out %s: the ranking says so", async (_, unanswered, exitCode, place) => {
    const result = await run({
      prompts: ["Buy dips.", "Buy rallies."],
      endDate: new Date("2024-01-10T01:40:00.000Z"),
      answerModel: (question) => ({
        content: '{"position":"wait"}',
        status: unanswered.includes(question.number) ? 400 : 200,
      }),
    });
    const isTooMany = exitCode === 1;
    const row = readRanking(result).find(([, name]) => name === `${result.prefix}_strategy-1`);
    expect(row?.at(-1)).toBe(`${unanswered.length} of 21 questions without an answer`);
    expect([row?.[0], row?.[3]]).toEqual([place, isTooMany ? "too few answers" : "–"]);
    expect(result.stdout.includes("none, for too many questions got no answer")).toBe(isTooMany);
    expect(result.exitCode).toBe(exitCode);
  });

  it("keeps what it said, with what was sent and why it was refused", async () => {
    const result = await run({ answerModel: () => ({ content: "I would rather not." }) });
    const conversations = listConversations(result);
    expect(conversations).toHaveLength(50);
    const read = (name: string): Promise<string> =>
      readFile(join(result.folder, conversations[0] ?? "", name), "utf8");
    const summary = await read("00_system_prompt.md");
    expect(summary).toContain('"said": "I would rather not."');
    expect(summary).toContain(
      '"refused": "the model did not answer with one JSON object: I would rather not."',
    );
    expect(summary).toContain("### System Message 1\n\nYou decide on trades.");
    expect(await read("06_llm_output.md")).toContain('"refused"');
  });

  it("is not asked when its answers could not be kept", async () => {
    const prepare = (folder: string): Promise<void> => writeFile(join(folder, "dump"), "a file");
    const result = await run({ answerModel: answerWell, prepare });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/^\S+dump.strategy cannot be written to: ENOTDIR.*\n$/);
    expect(result.stderr).toContain(join(result.folder, "dump/strategy"));
    expect(result.services.questions).toEqual([]);
  });
});

describe("a generated program that is interrupted", () => {
  it.each([
    ["SIGINT", "Interrupted"],
    ["SIGTERM", "Terminated"],
  ] as const)("by %s: ranks what there is, says what is missing, and ends", async (interruptBy, words) => {
    const result = await run({
      prompts: ["Buy dips.", "Buy rallies.", "Buy nothing."],
      answerModel: (question) => {
        const isSecond = question.body.messages.at(-1)?.content.includes("rallies") === true;
        return { ...answerWell(question), delayMs: isSecond ? 30_000 : 0 };
      },
      interruptAt: "_strategy-2: 0 %",
      interruptBy,
    });
    expect(result.exitCode, result.stderr).toBe(1);
    expect(result.stderr).toBe(`${words}: the comparison ends with what there is.\n`);
    expect(readRanking(result)).toEqual([
      [
        "1",
        `${result.prefix}_strategy-1`,
        '"Buy dips."',
        ...Array.from({ length: 3 }, () => expect.any(String)),
        "0",
      ],
      [
        "–",
        `${result.prefix}_strategy-2`,
        '"Buy rallies."',
        "cut short",
        "0",
        expect.any(String),
        "0",
        "1 of 1 questions without an answer",
      ],
      ["–", `${result.prefix}_strategy-3`, '"Buy nothing."', "not tried", "–", "–", "–"],
    ]);
    expect(result.stdout).toContain(NOT_WHOLE);
    expect(listReports(result)).toEqual([`dump/backtest/BTCUSDT/${result.prefix}_strategy-1.md`]);
  });
});

describe("a generated program without candles", () => {
  it("asks no more when the source wants a long pause, and ends with a code that is not zero", async () => {
    const result = await run({
      answerModel: answerWell,
      answerCandles: () => ({
        status: 418,
        body: '{"code":-1003,"msg":"banned"}',
        headers: { "retry-after": "3600" },
      }),
      template: QUICK_READS,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      'Too many requests for candles, HTTP 418: none for 3600 s. {"code":-1003,"msg":"banned"}\n',
    );
    expect(result.stderr).toContain("their source wants a pause of 3600 s");
    expect(countLines(result.stderr, "There are no candles: the comparison ends with what there is.")).toBe(
      1,
    );
    // As many as end the program.
    expect(result.stderr).toMatch(/^ {2}5 × too many requests for candles: /m);
    expect(result.services.candleQueries).toHaveLength(1);
    expect(result.services.questions).toEqual([]);
  });

  it("for a moment: goes on", async () => {
    let count = 0;
    const answerCandles = (): ModelReply | undefined =>
      (count += 1) === 2 ? { status: 429, body: "slow down", headers: { "retry-after": "0.05" } } : undefined;
    const result = await run({ answerModel: answerWell, answerCandles });
    expectRanking(result);
    expect(result.stderr).toBe("Too many requests for candles, HTTP 429: none for 0.05 s. slow down\n");
  });

  it.each([
    ["while a position is held", answerWell],
    ["while none is", (): ModelReply => ({ content: '{"position":"wait"}' })],
  ])("from some time on, %s: ends at once, and says that nothing was seen whole", async (_, answerModel) => {
    const lastHour = Date.parse("2024-01-10T03:00:00.000Z");
    const result = await run({
      endDate: new Date("2024-01-17T00:00:00.000Z"),
      answerModel,
      answerCandles: (query) =>
        Number(query.get("endTime")) > lastHour ? { status: 503, body: "maintenance" } : undefined,
      template: QUICK_READS,
    });
    expect(result.exitCode).toBe(1);
    expect(countLines(result.stderr, "There are no candles: the comparison ends with what there is.")).toBe(
      1,
    );
    expect(readRanking(result).map(([place, , , value]) => [place, value])).toEqual([
      ["–", "cut short"],
      ["–", "not tried"],
    ]);
    expect(result.stdout).toContain(NOT_WHOLE);
    expect(listReports(result)).toEqual([]);
    expect(countLines(result.stderr, "Problem: ")).toBe(1);
    const refused = result.services.candleQueries.filter((query) => Number(query.get("endTime")) > lastHour);
    // Ten thousand minutes were left; the reads that reach ahead of the clock are refused before.
    expect(refused.length).toBeLessThan(80);
  });

  it("that end in empty pages: says so instead of naming a best strategy", async () => {
    const lastHour = Date.parse("2024-01-10T03:00:00.000Z");
    const result = await run({
      endDate: new Date("2024-01-11T18:00:00.000Z"),
      answerModel: () => ({ content: '{"position":"wait"}' }),
      answerCandles: (query) =>
        Number(query.get("startTime")) >= lastHour ? { status: 200, body: "[]" } : undefined,
      template: QUICK_READS,
    });
    expect(result.exitCode).toBe(1);
    expect(readRanking(result).map(([place, , , value]) => [place, value])).toEqual([
      ["–", "too few candles"],
      ["–", "too few candles"],
    ]);
    expect(result.stdout).toContain("Best strategy: none, for too many minutes had no candle\n");
    expect(result.stderr).toMatch(
      /^Problem: strategy \w+_strategy-1 had no candles from 2024-01-1\dT\S+ on$/m,
    );
    expect(listReports(result)).toEqual([]);
  });

  it("with times in seconds: ends, however often they are asked for", async () => {
    const result = await run({
      answerModel: answerWell,
      answerCandles: (query) => ({
        status: 200,
        body: JSON.stringify([[Number(query.get("startTime")) / 1000, 1, 1, 1, 1, 1]]),
      }),
      template: QUICK_READS,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("There are no candles: the comparison ends with what there is.");
    expect(result.stderr).toContain("5 × the answer is no list of candles with times in milliseconds");
  });

  it("for good, with a position that could last for hours: asks a few times more, and ends", async () => {
    let count = 0;
    const result = await run({
      endDate: new Date("2024-01-11T12:00:00.000Z"),
      answerModel: answerLong,
      answerCandles: () => ((count += 1) > 6 ? { status: 500, body: "down" } : undefined),
      template: QUICK_READS,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("There are no candles: the comparison ends with what there is.");
    expect(readRanking(result).map(([place, , , value]) => [place, value])).toEqual([
      ["–", "cut short"],
      ["–", "not tried"],
    ]);
    expect(result.services.candleQueries.length).toBeLessThan(100);
  });

  it("of one hour, as for a market that is new: asks no question, and says so once", async () => {
    const result = await run({
      answerModel: answerWell,
      answerCandles: (query) => (query.get("interval") === "1h" ? { body: "[]" } : undefined),
    });
    expect(result.exitCode).toBe(1);
    expect(result.services.questions).toEqual([]);
    expect(result.stderr).toContain("  50 × no question is asked with 0 candles of 1h instead of 24\n");
  });
});

describe("a generated program with parts of a user's own", () => {
  it.each(Object.entries(OWN_BANNERS))("comes to its ranking with a banner %s", async (_, banner) => {
    const result = await run({ answerModel: answerWell, template: { getTopBanner: () => banner } });
    expectRanking(result);
    expect(result.stderr).toBe("");
  });

  it.each(Object.entries(OWN_PARTS).filter(([name]) => name !== "getExchangeTemplate"))(
    "runs with a %s in the fewest words",
    async (name, part) => {
      const result = await run({ answerModel: answerWell, template: { [name]: part } });
      expect(result.stderr).toBe("");
      if (name === "getLauncherTemplate") {
        expect(result.exitCode).toBe(0);
        expect(result.services.questions.length).toBeGreaterThan(3);
      } else {
        expectRanking(result);
      }
    },
  );

  it("runs with parts that import what they need", async () => {
    const result = await run({ answerModel: answerWell, template: IMPORTING_PARTS });
    expectRanking(result);
    expect(result.files).toContain("mine.txt");
  });

  it.each([
    ["the built-in one", {}],
    ["none", { getTopBanner: () => "" }],
    ["their own", { getTopBanner: () => ESTABLISHED_BANNER }],
  ])("runs with parts in the names of the established banner, behind %s", async (_, banner) => {
    const { getExchangeTemplate: _exchange, ...parts } = ESTABLISHED_PARTS;
    const template = { ...parts, ...banner };
    const result = await run({ answerModel: answerWell, template });
    expect(result.exitCode, result.stderr).toBe(0);
    // The prices of its signals do not always suit the market.
    expect(result.stderr).not.toMatch(/ReferenceError|TypeError|SyntaxError/);
    expect(result.files).toContain("dump/strategy/mine/00.md");
    expect(result.files).toContain(`dump/walker/backtest/BTCUSDT/${result.prefix}_walker.md`);
  });

  const writeOwnExchange = (exchangeName: string, wrap: string): string => `let reads = 0;
kit.addExchange(${wrap}({
  exchangeName: "${exchangeName}",
  getCandles: async (symbol, interval, since, limit) => {
    if ((reads += 1) > 6) {
      throw new Error("gone");
    }
    const step = { "1m": 1, "5m": 5, "15m": 15, "1h": 60 }[interval] * 60_000;
    return Array.from({ length: limit }, (_, index) => {
      return { timestamp: since.getTime() + index * step, open: 100, high: 100, low: 100, close: 100, volume: 1 };
    });
  },
  formatPrice: async (_symbol, price) => price.toFixed(2),
  formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
}));`;

  it.each([
    ["while a position is held", answerLong],
    ["while none is", (): ModelReply => ({ content: '{"position":"wait"}' })],
  ])("ends soon when its own exchange has no candles any more, %s", async (_, answerModel) => {
    const result = await run({
      endDate: new Date("2024-01-11T12:00:00.000Z"),
      answerModel,
      template: {
        ...QUICK_READS,
        getExchangeTemplate: (_symbol, exchangeName) => writeOwnExchange(exchangeName, ""),
      },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("There are no candles: the comparison ends with what there is.");
    expect(countLines(result.stderr, "Problem: ")).toBe(1);
    expect(readRanking(result).map(([place, , , value]) => [place, value])).toEqual([
      ["–", "cut short"],
      ["–", "not tried"],
    ]);
  });

  it("gives no place to a strategy that was hardly asked, for a part of its own hung once", async () => {
    const result = await run({
      answerModel: () => ({ content: '{"position":"wait"}' }),
      template: {
        ...addToBanner("kit.setConfig({ CC_MAX_SIGNAL_GENERATION_SECONDS: 0.2 }, true);"),
        getJsonTemplate: () => `
let questionCount = 0;
const json = (messages) => ((questionCount += 1) === 5 ? new Promise(() => setTimeout(() => {}, 2000)) : { position: "wait" });`,
      },
      environment: { MODEL_FAILURE_LIMIT: "1000" },
    });
    expect(result.exitCode).toBe(1);
    const rows = readRanking(result);
    expect(rows.filter(([, , , value]) => value === "too few answers")).toHaveLength(1);
    expect(result.stdout).toContain("Best strategy: none, for too many questions got no answer\n");
  });

  it("does not start when nobody would notice that there are no candles", async () => {
    const result = await run({
      answerModel: answerWell,
      template: {
        getExchangeTemplate: (_symbol, exchangeName) => writeOwnExchange(exchangeName, "Object.freeze"),
      },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      "_exchange has no candles: give addExchange an object that can be changed\n",
    );
    expect(result.services.questions).toEqual([]);
  });
});

/** Launchers of a user's own: the one of the page, and one that starts the walker and nothing else. */
const readPageLauncher = async (): Promise<NonNullable<Scenario["template"]>> => {
  const text = await readFile(join(PROJECT_ROOT, "docs/optimizer-program.md"), "utf8");
  const codes = readPrograms({ path: "docs/optimizer-program.md", text }).map(joinParts);
  const code = codes.find((program) => program.includes("getLauncherTemplate")) ?? expect.fail("no launcher");
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return evaluateSection(outputText.replaceAll(/^export .*$/gm, ""), "template", {});
};

const OWN_LAUNCHERS: Readonly<Record<string, () => Promise<NonNullable<Scenario["template"]>>>> = {
  "of the page": readPageLauncher,
  "in one line": async () => ({
    getLauncherTemplate: (symbol, walkerName) =>
      `for await (const r of kit.Walker.run(${JSON.stringify(symbol)}, { walkerName: ${JSON.stringify(walkerName)} })) console.log(r.strategyName, r.metricValue);`,
  }),
};

describe.each(Object.entries(OWN_LAUNCHERS))("a generated program with a launcher %s", (title, read) => {
  const isOfPage = title === "of the page";

  const runOwn = async (scenario: Scenario): Promise<ProgramResult> =>
    await run({ ...scenario, template: { ...QUICK_READS, ...(await read()), ...scenario.template } });

  it("ends with 0 when the comparison was whole", async () => {
    const result = await runOwn({ answerModel: answerWell });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stderr).toBe("");
    const values = new RegExp(`^${result.prefix}_strategy-[12] -?\\d+\\.\\d+$`, "gm");
    expect(result.stdout.match(values)).toHaveLength(2);
    expect(result.stdout.split("\n").includes("Whole.")).toBe(isOfPage);
    expect(listConversations(result)).toHaveLength(result.services.questions.length);
  });

  it("ends each strategy whose model is not there, and with 1", async () => {
    const result = await runOwn({
      answerModel: () => ({ status: 500, body: "no" }),
      environment: { MODEL_FAILURE_LIMIT: "3" },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr.match(/^There is no model: \w+_strategy-[12] ends here\.$/gm)).toHaveLength(2);
    expect(result.stderr).toContain("\nProblems\n");
    expect(result.stderr).toContain(" × 3 questions in a row got no answer");
    expect(result.services.questions).toHaveLength(2 * 3 * 5);
    expect(result.stdout.includes("Not whole; 2 cut short.\n")).toBe(isOfPage);
  });

  it("ends each strategy whose model is not there also when strategies catch their errors", async () => {
    const result = await runOwn({
      answerModel: () => ({ status: 500, body: "no" }),
      environment: { MODEL_FAILURE_LIMIT: "3" },
      template: {
        getJsonTemplate: () =>
          "const json = (messages) => programTools.askModel(messages).then(JSON.parse).catch(() => null);",
      },
    });
    expect(result.exitCode).toBe(1);
    expect(result.services.questions).toHaveLength(2 * 3 * 5);
  });

  it("ends at once when there are no candles, with 1", async () => {
    const result = await runOwn({
      endDate: new Date("2024-01-11T12:00:00.000Z"),
      answerModel: answerLong,
      answerCandles: (query) =>
        Number(query.get("endTime")) > Date.parse("2024-01-10T03:00:00.000Z")
          ? { status: 404, body: "" }
          : undefined,
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain("Problem: the candles came with HTTP 404 at /api/v3/klines: (empty)\n");
    expect(result.stderr).toContain(
      "There are no candles: the comparison ends with what there is.\n\nProblems\n",
    );
    expect(result.services.candleQueries.length).toBeLessThan(100);
  });

  it("ends after five tries when there were never any candles, and says how many", async () => {
    const result = await runOwn({
      answerModel: answerWell,
      answerCandles: () => ({ status: 404, body: "" }),
    });
    expect(result.exitCode).toBe(1);
    expect(result.services.candleQueries).toHaveLength(5);
    expect(result.stderr).toMatch(
      /^ {2}5 × the candles came with HTTP 404 at \/api\/v3\/klines: \(empty\)$/m,
    );
    expect(result.services.questions).toEqual([]);
  });

  it("ends with its problems and 1 when it is interrupted", async () => {
    const result = await runOwn({
      answerModel: (question) => {
        const isSecond = question.body.messages.at(-1)?.content.includes("rallies") === true;
        return question.number === 1
          ? { content: "no" }
          : { ...answerWell(question), delayMs: isSecond ? 30_000 : 0 };
      },
      interruptAt: "_strategy-1 ",
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(
      "Interrupted: the comparison ends with what there is.\n\nProblems\n  1 × the model did",
    );
    expect(result.stdout).not.toContain("_strategy-2");
  });

  it("asks no question when its answers could not be kept", async () => {
    const prepare = (folder: string): Promise<void> => writeFile(join(folder, "dump"), "a file");
    const result = await runOwn({ answerModel: answerWell, prepare });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/^\S+dump.strategy cannot be written to: ENOTDIR.*\n$/);
    expect(result.services.questions).toEqual([]);
  });
});

describe("a generated program with a launcher that does more than compare", () => {
  const START =
    'const names = { walkerName: "W" };\nfor await (const result of kit.Walker.run("BTCUSDT", names))';
  const launch = (code: string): NonNullable<Scenario["template"]> => ({
    getLauncherTemplate: (_symbol, walkerName) => code.replace('"W"', JSON.stringify(walkerName)),
  });

  it.each([
    ["leaves the walker after a strategy", `${START} break;`, 1],
    ["starts nothing", "", 1],
    ["has a code of its own", `${START} result;\nprocess.exitCode = 3;`, 3],
    ["cannot tell of the end", `programTools.onEnd(() => { throw new Error("odd"); });\n${START} result;`, 1],
  ])("%s: ends with the code that says so", async (_, code, exitCode) => {
    const result = await run({ answerModel: answerWell, template: launch(code) });
    expect(result.exitCode, result.stderr).toBe(exitCode);
    expect(result.stderr.includes("Problem: odd\n\nProblems\n  1 × odd\n")).toBe(code.includes("odd"));
  });

  const EXCHANGE = `kit.addExchange({
  exchangeName: "late",
  getCandles: async () => { throw new Error("gone"); },
  formatPrice: String,
  formatQuantity: String,
});`;
  const RUN = `const [{ strategies }] = await kit.listWalkers();
const [, { frameName }] = await kit.listFrames();
const context = { strategyName: strategies[0], exchangeName: "late", frameName };
for await (const result of kit.Backtest.run("BTCUSDT", context)) result;`;

  it.each([
    [
      "ends before a question",
      "",
      "nobody would notice when late has no candles: register it before the launcher",
    ],
    [
      "ends without candles when it has asked for that",
      "await programTools.watchCandles();",
      "There are no candles",
    ],
  ])("as to register an exchange: %s", async (_, call, message) => {
    const result = await run({
      answerModel: answerWell,
      template: { ...QUICK_READS, ...launch([EXCHANGE, call, RUN].join("\n")) },
    });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/\n +at /);
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
      answerModel: ({ number }) => (number % 2 === 0 ? { status: 400, body: HOSTILE } : { body: HOSTILE }),
    });
    expect(result.exitCode).toBe(1);
    expect(existsSync(join(result.folder, CANARY))).toBe(false);
    expect(result.stderr).toContain("the model answered with HTTP 400: `;require");
    expectPlain(result);
  });
});
