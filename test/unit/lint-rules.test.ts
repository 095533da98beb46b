import { resolve } from "node:path";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";

const PROJECT_FOLDER = resolve(import.meta.dirname, "../..");
const linter = new ESLint({ cwd: PROJECT_FOLDER });

/** Rules that a text breaks when it stands in a file of the project. */
const findBrokenRules = async (text: string, file: string): Promise<string[]> => {
  const [result] = await linter.lintText(text, { filePath: resolve(PROJECT_FOLDER, file) });
  return [...new Set((result?.messages ?? []).map(({ ruleId }) => ruleId ?? "unparsed"))];
};

const CLOCK_RULES: readonly [code: string, rule: string][] = [
  ["export const now = Date.now();", "no-restricted-properties"],
  ["export const now = new Date();", "no-restricted-syntax"],
  ["export const now = Date();", "no-restricted-syntax"],
  ["export const now = performance.now();", "no-restricted-properties"],
  ["export const chance = Math.random();", "no-restricted-properties"],
  ["export const id = crypto.randomUUID();", "no-restricted-properties"],
  ["setTimeout(() => undefined, 1);", "no-restricted-globals"],
  ["setInterval(() => undefined, 1);", "no-restricted-globals"],
  ["setImmediate(() => undefined);", "no-restricted-globals"],
  ["globalThis.setTimeout(() => undefined, 1);", "no-restricted-properties"],
  [`export { setTimeout } from "node:timers/promises";`, "no-restricted-imports"],
  [`export { randomUUID } from "node:crypto";`, "no-restricted-imports"],
  [`export { sleep } from "functools-kit";`, "no-restricted-imports"],
  [`export { timer } from "rxjs";`, "no-restricted-imports"],
];

describe("the lint rules", () => {
  it.each(CLOCK_RULES)(
    "refuse a raw clock, timer or random source outside of the clock: %s",
    async (code, rule) => {
      expect(await findBrokenRules(code, "src/math/interval.ts")).toContain(rule);
    },
  );

  it("allow the raw calls in the clock", async () => {
    const code = "export const now = (): number => Date.now();\nexport const tick = setImmediate;\n";
    expect(await findBrokenRules(code, "src/utils/clock.ts")).toEqual([]);
  });

  it("allow a date made of a number", async () => {
    expect(await findBrokenRules("export const epoch = new Date(0);\n", "src/math/interval.ts")).toEqual([]);
  });

  it.each([
    ["a promise nobody waits for", "Promise.resolve(1);", "@typescript-eslint/no-floating-promises"],
    ["any", "export const anything = (value: any): unknown => value;", "@typescript-eslint/no-explicit-any"],
    ["console output", `console.log("hello");`, "no-console"],
    [
      "a service made by hand",
      "class OddService {}\nexport const odd = new OddService();",
      "no-restricted-syntax",
    ],
  ])("refuse %s", async (_, code, rule) => {
    expect(await findBrokenRules(code, "src/math/interval.ts")).toContain(rule);
  });

  it("refuse a file past 300 lines and a function past 60", async () => {
    const lines = Array.from({ length: 301 }, (_, line) => `  total += ${line};`).join("\n");
    const code = `export const sum = (): number => {\n  let total = 0;\n${lines}\n  return total;\n};\n`;
    const broken = await findBrokenRules(code, "src/math/interval.ts");
    expect(broken).toEqual(expect.arrayContaining(["max-lines", "max-lines-per-function"]));
  });

  it("refuse values in a file of types", async () => {
    const code = "export const LIMIT = 1;\n";
    expect(await findBrokenRules(code, "src/interfaces/Frame.interface.ts")).toContain(
      "no-restricted-syntax",
    );
  });

  it("refuse a promise nobody waits for in a test", async () => {
    const code = "Promise.resolve(1);\n";
    expect(await findBrokenRules(code, "test/unit/lint-rules.test.ts")).toContain(
      "@typescript-eslint/no-floating-promises",
    );
  });
});
