import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "../../../../support/child-process";
import type { IOptimizerTemplate } from "../../../../../src/interfaces/Optimizer.interface";
import { generateProgram } from "../../../../support/generated-program";

let folder = "";
let code = "";

const PARTS = {
  symbol: "BTCUSDT",
  prompts: ["Buy **dips** at `100`.", "Sell ${rallies}."],
  startDate: new Date("2024-01-01T00:00:00.000Z"),
  endDate: new Date("2024-02-01T00:00:00.000Z"),
};

/** Parts of a user's own that need nothing of the others. */
const OWN_PARTS: Partial<IOptimizerTemplate> = {
  getJsonDumpTemplate: () => "/** @param {unknown[]} values */\nasync function dumpJson(...values) {}",
  getTextTemplate: () => "// Nobody asks for a text.",
  getJsonTemplate: () =>
    `/**
 * @typedef {{ position: "long", priceTakeProfit: number, priceStopLoss: number, minuteEstimatedTime: number }} Signal
 * @param {object[]} messages
 * @returns {Promise<Signal | { position: "wait" }>}
 */
async function json(messages) {
  const minuteEstimatedTime = messages.length;
  return { position: "long", priceTakeProfit: 102, priceStopLoss: 97, minuteEstimatedTime };
}`,
  getExchangeTemplate: (_symbol, exchangeName) => `addExchange({
  exchangeName: ${JSON.stringify(exchangeName)},
  getCandles: async () => [],
  formatPrice: async (_symbol, price) => price.toFixed(2),
  formatQuantity: async (_symbol, quantity) => quantity.toFixed(3),
});`,
  getStrategyTemplate: (strategyName, interval) =>
    `addStrategy({ strategyName: "${strategyName}", interval: "${interval}", getSignal: async () => null });`,
  getLauncherTemplate: (symbol, walkerName) =>
    `Walker.background("${symbol}", { walkerName: "${walkerName}" });`,
};

beforeAll(async () => {
  // In the project, so that the compiler finds the types of Node.
  folder = await mkdtemp(join(PROJECT_ROOT, "node_modules/.generated-"));
  ({ code } = await generateProgram(PARTS));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const checkTypes = (...files: string[]): string[] => {
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    typeRoots: [join(PROJECT_ROOT, "node_modules/@types")],
    resolveJsonModule: true,
    paths: { "backtest-connection-kit": [join(PROJECT_ROOT, "src/index.ts")] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file: at, start = 0, messageText }) => {
    const line = at === undefined ? 0 : at.getLineAndCharacterOfPosition(start).line + 1;
    return `${at?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
};

describe("a generated program", () => {
  it("passes the strict checks of the compiler, also with any part of the user's own", async () => {
    const files = [join(folder, "program.mjs"), join(folder, "wrong.mjs")] as const;
    await writeFile(files[0], code);
    await writeFile(files[1], code.replace("frameName:", "frameNames:"));
    const own: string[] = [];
    for (const [name, part] of Object.entries(OWN_PARTS)) {
      const program = await generateProgram({ ...PARTS, template: { [name]: part } });
      own.push(join(folder, `${name}.mjs`));
      await writeFile(join(folder, `${name}.mjs`), program.code);
    }
    const problems = checkTypes(...files, ...own);
    expect(problems.filter((problem) => !problem.startsWith(files[1]))).toEqual([]);
    // The checks are some.
    expect(problems.join("\n")).toContain("frameNames");
  });

  it("uses everything it imports", () => {
    const [, imports = "", rest = ""] = /^([^]*from "backtest-connection-kit";)([^]*)$/.exec(code) ?? [];
    const names = [...imports.matchAll(/import (?:\{([^}]*)\}|(\w+)) from/g)]
      .flatMap(([, list, name]) => (list ?? name ?? "").split(","))
      .map((name) => name.split(" as ").at(-1)?.trim() ?? "")
      .filter(Boolean);
    expect(names).toEqual(expect.arrayContaining(["sleep", "fs", "http", "listWalkers"]));
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(rest))).toEqual([]);
  });

  it("is formatted as a person would format it", async () => {
    // Strategies have a line each, however few they are.
    const oneLine = code.replace(
      /strategies: \[\s+([^\]]+?),\s+\]/,
      (_, names: string) => `strategies: [${names.replace(/\s+/g, " ")}]`,
    );
    expect(oneLine).toBe(await format(oneLine, { parser: "babel", printWidth: 120 }));
  });
});
