import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ErrorCode, ErrorDescription } from "../../../src/errors/catalogue";
import { ERROR_CATALOGUE } from "../../../src/errors/catalogue";
import { TradingError } from "../../../src/errors/TradingError";

/** The stable codes. Users rely on them: a change here is a breaking change. */
const PINNED_CODES = [
  "CANDLES_ANSWER_INVALID",
  "CANDLES_FAILED",
  "CANDLES_LATE",
  "CANDLES_MISSING",
  "CANDLE_INVALID",
  "CLOCK_INVALID",
  "CLOCK_STALLED",
  "COLUMNS_INVALID",
  "CONFIG_INVALID",
  "CONTEXT_CLOSED",
  "CONTEXT_LOOK_AHEAD",
  "CONTEXT_MISSING",
  "ENGINE_ONLY",
  "FORMAT_INVALID",
  "FRAME_EMPTY",
  "LISTENER_INVALID",
  "LOGGER_INVALID",
  "MOCK_FAULT",
  "MOCK_INVALID",
  "NAME_TAKEN",
  "NAME_UNKNOWN",
  "OPTIMIZER_CALLBACK_FAILED",
  "OPTIMIZER_DUMP_FAILED",
  "OPTIMIZER_PROMPT_FAILED",
  "OPTIMIZER_ROWS_INVALID",
  "OPTIMIZER_SOURCE_FAILED",
  "OPTIMIZER_TEXT_FAILED",
  "PARTIAL_NOT_INITIALIZED",
  "PARTIAL_SIGNAL_MISMATCH",
  "PART_NOT_LOADED",
  "PERSIST_ADAPTER_INVALID",
  "PERSIST_DOCUMENT_BROKEN",
  "PERSIST_INIT_FAILED",
  "PERSIST_LIST_FAILED",
  "PERSIST_LOCKED",
  "PERSIST_NAME_COLLISION",
  "PERSIST_NAME_INVALID",
  "PERSIST_NOT_FOUND",
  "PERSIST_READ_FAILED",
  "PERSIST_REMOVE_FAILED",
  "PERSIST_ROW_FOREIGN",
  "PERSIST_VALUE_INVALID",
  "PERSIST_WRITE_FAILED",
  "READ_INVALID",
  "REPORT_EMPTY",
  "REPORT_WRITE_FAILED",
  "RISK_CALL_INVALID",
  "RISK_REENTRANT",
  "RISK_RESERVATION_RELEASED",
  "RISK_ROLLBACK_FAILED",
  "RISK_TIMEOUT",
  "RUN_ALREADY_ACTIVE",
  "RUN_FAILED",
  "RUN_OPTIONS_INVALID",
  "SCHEMA_INVALID",
  "SIGNAL_INVALID",
  "SIGNAL_TIMEOUT",
  "SIZING_INPUT_INVALID",
  "SIZING_METHOD_MISMATCH",
  "SIZING_METHOD_UNKNOWN",
  "SIZING_RESULT_INVALID",
  "SIZING_SCHEMA_INVALID",
  "STRATEGY_CLEARED",
  "STRATEGY_CONTEXT_CHANGED",
  "STRATEGY_MODE",
  "STRATEGY_NOTHING_HELD",
  "STRATEGY_NO_CANDLES",
  "STRATEGY_REENTRANT",
  "SYMBOL_INVALID",
  "TEMPLATE_INVALID",
] as const satisfies readonly ErrorCode[];

const SOURCE = join(import.meta.dirname, "../../../src");
const ERRORS = join(SOURCE, "errors");

const entries = Object.entries(ERROR_CATALOGUE) as [ErrorCode, ErrorDescription][];
const codes = new Set<string>(entries.map(([code]) => code));
const classNames = readdirSync(ERRORS)
  .filter((file) => file.endsWith("Error.ts"))
  .map((file) => basename(file, ".ts"));

/** The whole source but the catalogue itself. */
const sourceText = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith(join("errors", "catalogue")))
  .map((file) => readFileSync(join(SOURCE, file), "utf8"))
  .join("\n");

/** Every `new SomeError("CODE"` of the source. */
const constructions = [...sourceText.matchAll(/new (\w+Error)\(\s*"([A-Z_]+)"/g)].map(
  ([, errorClass, code]) => ({
    errorClass: errorClass ?? "",
    code: code ?? "",
  }),
);

const loadClass = async (name: string): Promise<unknown> => {
  const module = (await import(join(ERRORS, `${name}.ts`))) as Record<string, unknown>;
  return module[name];
};

describe("the error catalogue", () => {
  it("has the pinned codes and no others", () => {
    expect([...codes].sort()).toEqual([...PINNED_CODES].sort());
  });

  it.each(entries)("%s says what it means and what to do", (code, { meaning, remedy }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    for (const sentence of [meaning, remedy]) {
      expect(sentence).toMatch(/^[A-Za-z].+\.$/);
    }
  });

  it.each([...codes])("%s is used by the source", (code) => {
    expect(sourceText.includes(`"${code}"`)).toBe(true);
  });

  it("knows every code the source throws, with the class it is thrown as", () => {
    expect(constructions.length).toBeGreaterThan(0);
    const strangers = constructions.filter(
      ({ errorClass, code }) =>
        new Map<string, ErrorDescription>(entries).get(code)?.errorClass !== errorClass,
    );
    expect(strangers).toEqual([]);
  });
});

describe("the error classes", () => {
  it("are one a file, each named by the catalogue, and the base", () => {
    const named = new Set(entries.map(([, { errorClass }]) => errorClass));
    expect([...classNames].sort()).toEqual([...named, "TradingError"].sort());
  });

  it.each(classNames)(
    "%s is a TradingError with its own name, a code, a message and the cause",
    async (name) => {
      const errorClass = await loadClass(name);
      expect(errorClass).toBeTypeOf("function");
      const cause = new Error("underneath");
      const error: unknown = Reflect.construct(errorClass as typeof TradingError, [
        "NAME_TAKEN",
        "a message",
        { cause },
      ]);
      expect(error).toBeInstanceOf(TradingError);
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ name, code: "NAME_TAKEN", message: "a message", cause });
    },
  );
});

describe("the documentation page of error codes", () => {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const rows = entries.map(
    ([code, { errorClass, meaning, remedy }]) =>
      `| \`${code}\` | \`${errorClass}\` | ${cell(meaning)} | ${cell(remedy)} |`,
  );
  const page = [
    "# Error codes",
    "",
    "Every error this library throws is a `TradingError` with one of these codes in `code`; the error underneath is in",
    "`cause`. What code of your own throws reaches `listenError` as it is, without a code. Programs have the same table as",
    "`ERROR_CATALOGUE` of `backtest-connection-kit/errors`: `errorClass`, `meaning` and `remedy` by code.",
    "",
    "The page is written from `src/errors/catalogue.ts` of the project; after a change there, `npm run docs:errors` writes it",
    "anew.",
    "",
    "<!-- prettier-ignore -->",
    "| Code | Class | Meaning | What to do |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");

  it("is what the catalogue says", async () => {
    await expect(page).toMatchFileSnapshot("../../../docs/error-codes.md");
  });
});
