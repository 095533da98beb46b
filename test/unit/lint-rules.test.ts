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
  ["const D = Date;\nexport const now = D.now();", "no-restricted-syntax"],
  ["export const { now } = Date;", "no-restricted-syntax"],
  ["export const made = Reflect.construct(Date, []);", "no-restricted-syntax"],
  ["export default Date;", "no-restricted-syntax"],
  ["const M = Math;\nexport const chance = M.random();", "no-restricted-syntax"],
  ["const A = AbortSignal;\nexport const signal = A.timeout(5);", "no-restricted-syntax"],
  ["export const signal = AbortSignal.timeout(5);", "no-restricted-properties"],
  ["export const up = process.uptime();", "no-restricted-properties"],
  ["globalThis.setTimeout(() => undefined, 1);", "no-restricted-globals"],
  ["export const now = globalThis.Date.now();", "no-restricted-globals"],
  [`export const now = globalThis["Date"].now();`, "no-restricted-globals"],
  ["export const { Date: D } = globalThis;", "no-restricted-globals"],
  ["export const now = global.Date.now();", "no-restricted-globals"],
  [`export { setTimeout } from "node:timers/promises";`, "no-restricted-imports"],
  [`export { randomUUID } from "node:crypto";`, "no-restricted-imports"],
  [`export { sleep } from "functools-kit";`, "no-restricted-imports"],
  [`export { webcrypto } from "node:crypto";`, "no-restricted-imports"],
  [`export const load = () => import("node:timers/promises");`, "no-restricted-syntax"],
  [`import * as rx from "rxjs";\nexport const tick = rx.timer(5);`, "no-restricted-imports"],
  [`export * from "rxjs";`, "no-restricted-imports"],
  [`export { delay } from "rxjs/operators";`, "no-restricted-imports"],
  [`import { map } from "rxjs/operators";\nexport const same = map;`, "no-restricted-imports"],
  [`export { delay } from "rxjs/internal/operators/delay";`, "no-restricted-imports"],
  [
    `import { async } from "rxjs/internal/scheduler/async";\nexport const own = async;`,
    "no-restricted-imports",
  ],
];

/** Everything in RxJS that waits, measures time, or runs on a scheduler that does. */
const RXJS_TIME = [
  "animationFrameScheduler",
  "asapScheduler",
  "asyncScheduler",
  "auditTime",
  "bufferTime",
  "debounce",
  "debounceTime",
  "delay",
  "delayWhen",
  "interval",
  "queueScheduler",
  "sampleTime",
  "throttleTime",
  "timeInterval",
  "timeout",
  "timeoutWith",
  "timer",
  "timestamp",
  "windowTime",
];

describe("the lint rules", () => {
  it.each(CLOCK_RULES)(
    "refuse a raw clock, timer or random source outside of the clock: %s",
    async (code, rule) => {
      expect(await findBrokenRules(code, "src/math/interval.ts")).toContain(rule);
    },
  );

  it.each(RXJS_TIME)("refuse %s of RxJS, imported or exported again", async (name) => {
    const imported = `import { ${name} as own } from "rxjs";\nexport const again = own;`;
    expect(await findBrokenRules(imported, "src/math/interval.ts")).toContain("no-restricted-imports");
    const exported = `export { ${name} } from "rxjs";`;
    expect(await findBrokenRules(exported, "src/math/interval.ts")).toContain("no-restricted-imports");
  });

  it("allow a subject of RxJS", async () => {
    const code = `import { Subject } from "rxjs";\nexport const subject = new Subject<number>();\n`;
    expect(await findBrokenRules(code, "src/math/interval.ts")).toEqual([]);
  });

  it("allow what has no clock in it: types, instanceof, and functions of numbers", async () => {
    const code = [
      "export const toMs = (value: unknown): number =>",
      "  value instanceof Date ? Math.floor(value.getTime()) : Date.UTC(2024, 0, 1);",
      "export const toDates = (values: readonly number[]): Date[] => values.map((value) => new Date(value));",
      "",
    ].join("\n");
    expect(await findBrokenRules(code, "src/math/interval.ts")).toEqual([]);
  });

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
