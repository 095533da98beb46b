import { beforeEach, describe, expect, it, vi } from "vitest";
import { TemplateError } from "../../../../../src/errors/TemplateError";
import type { IOptimizerData } from "../../../../../src/interfaces/Optimizer.interface";
import { lib } from "../../../../../src/lib/index";
import { OptimizerTemplateService } from "../../../../../src/lib/services/template/OptimizerTemplateService";
import { PROGRAM_TOOLS } from "../../../../../src/lib/services/template/program-tools";
import { readShape } from "../../../../support/program-shape";

const FROM = new Date("2024-01-01T00:00:00.000Z");
const TO = new Date("2024-02-01T00:00:00.000Z");
const ROWS: IOptimizerData[] = [{ id: 1 }, { id: "two" }];

let service: OptimizerTemplateService;

beforeEach(() => {
  service = new OptimizerTemplateService();
});

describe("the conversation about the rows of a source", () => {
  it("begins with an instruction of one line, an empty line and the rows as JSON", async () => {
    const [instruction, empty, ...rows] = (await service.getUserMessage("BTCUSDT", ROWS, "news")).split("\n");
    expect(instruction).toMatch(/Answer with OK\.$/);
    expect(empty).toBe("");
    expect(rows).toEqual([JSON.stringify(ROWS)]);
  });

  it("is acknowledged in two letters", async () => {
    expect(await service.getAssistantMessage("BTCUSDT", ROWS, "news")).toBe("OK");
  });

  const fail = (): never => {
    throw new Error("broken row");
  };

  const cycle: Record<string, unknown> = { id: 1 };
  cycle.self = cycle;

  it("writes everything that JSON can hold", async () => {
    const shared = { x: 1 };
    const rows = [
      { id: 1, none: undefined, at: FROM, nothing: null, list: [undefined, shared, shared], zero: -0 },
      { id: 2, toJSON: () => ({ id: 2, kept: new Date(0) }) },
      { id: 3, text: Object("t") },
    ];
    const message = await service.getUserMessage("BTCUSDT", rows, "news");
    expect(message.split("\n").at(-1)).toBe(JSON.stringify(rows));
    expect((await service.getUserMessage("BTCUSDT", [], "news")).split("\n").at(-1)).toBe("[]");
    const odd = [undefined, 5, "x"];
    const oddMessage = await service.getUserMessage("BTCUSDT", odd as never, "news");
    expect(oddMessage.split("\n").at(-1)).toBe('[null,5,"x"]');
  });

  it.each([
    ["a cycle", [cycle], "circular"],
    ["a bigint", [{ id: 1, size: 10n }], "the row with the id 1 has in its field size 10;"],
    ["no number", [{ id: 1 }, { id: "b", price: NaN }], "the row with the id b has in its field price NaN;"],
    [
      "no end",
      [{ id: 1, a: { b: [1, -Infinity] } }],
      "the row with the id 1 has in its field a.b.1 -Infinity;",
    ],
    ["an object of no number", [{ id: 1, a: Object(NaN) }], "has in its field a [object Number];"],
    ["a map", [{ id: 1, a: new Map([[1, 2]]) }], "has in its field a [object Map];"],
    ["a set", [{ id: 1, a: new Set([1]) }], "has in its field a [object Set];"],
    ["an error", [{ id: 1, a: new Error("x") }], "has in its field a [object Error];"],
    ["a function", [{ id: 1, a: fail }], "has in its field a [object Function];"],
    ["a symbol", [{ id: 1, a: Symbol("x") }], "has in its field a Symbol(x);"],
    ["a date that is none", [{ id: 1, a: new Date(NaN) }], "has in its field a an invalid date;"],
    ["a map for a row", [{ id: 1 }, new Map()], "row 1 is [object Map];"],
    [
      "a field that throws",
      [
        {
          id: 1,
          get a() {
            return fail();
          },
        },
      ],
      "row 0: broken row",
    ],
    ["no list", undefined, "got undefined"],
    ["a toJSON that throws", [{ id: 1, toJSON: fail }], "broken row"],
  ])("names the source whose rows are or hold %s", async (_, rows, reason) => {
    const failure = service.getUserMessage("BTCUSDT", rows as never, "news");
    await expect(failure).rejects.toThrow(TemplateError);
    await expect(failure).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
    await expect(failure).rejects.toThrow(/the rows of source news .*give the source a "user" function/s);
    await expect(failure).rejects.toThrow(reason);
  });
});

describe("the parts of a program", () => {
  it("begin with the line a shell looks for, and comments that name every setting", async () => {
    const [first, ...lines] = (await service.getTopBanner("BTCUSDT")).split("\n");
    expect(first).toBe("#!/usr/bin/env node");
    expect(lines.filter((line) => !line.startsWith("//"))).toEqual([]);
    const settings = [...PROGRAM_TOOLS.matchAll(/process\.env\.(\w+)|read(?:Address|Positive)\("(\w+)"/g)];
    const names = settings.map(([, read, given]) => read ?? given ?? "");
    expect(names).toHaveLength(6);
    for (const name of [...names, "CANDLES_URL"]) {
      expect(lines.join("\n")).toContain(`//   ${name} `);
    }
  });

  it("register a period with its instants", async () => {
    expect(await service.getFrameTemplate("BTCUSDT", "f-1", "1m", FROM, TO)).toBe(`// A period of history.
kit.addFrame({
  frameName: "f-1",
  interval: "1m",
  startDate: new Date("2024-01-01T00:00:00.000Z"),
  endDate: new Date("2024-02-01T00:00:00.000Z"),
});`);
  });

  it("register a walker with its strategies in order", async () => {
    expect(await service.getWalkerTemplate("w", "e", "f", ["s-1", "s-2"]))
      .toBe(`// What is compared, where and when.
kit.addWalker({
  walkerName: "w",
  exchangeName: "e",
  frameName: "f",
  strategies: [
    "s-1",
    "s-2",
  ],
});`);
  });

  it("register a strategy that goes by the prompt as plain text", async () => {
    const code = await service.getStrategyTemplate("s-1", "5m", "# Plan\n\nBuy **dips** below `100`.\n");
    expect(readShape(code).texts).toEqual(expect.arrayContaining(["s-1", "5m", "Plan Buy dips below 100."]));
  });

  it("tell the logger and the program what a strategy goes without, since it stood in fences", async () => {
    const warn = vi.spyOn(lib.loggerService, "warn");
    const fences = "Buy.\n```ts\nsell();\n```\nOr ```wait```.";
    expect(await service.getStrategyTemplate("s-1", "5m", fences)).toContain(
      "programTools.noteStrategy(strategyName, strategy, 14);",
    );
    expect(warn.mock.calls).toEqual([
      [
        "optimizerTemplateService getStrategyTemplate: the text goes into the program without its fenced code",
        { strategyName: "s-1", leftOutCharacters: 14 },
      ],
    ]);
    warn.mockClear();
    expect(await service.getStrategyTemplate("s-1", "5m", "Buy `dips` ``` now.")).toContain(
      "programTools.noteStrategy(strategyName, strategy, 0);",
    );
    expect(warn).not.toHaveBeenCalled();
  });

  it.each(["**", "•", "- ", "\u200b", "🚀🌕", "...", "- \n- \n", "```\nBuy dips.\n``` !"])(
    "refuse a strategy whose text has no letter and no digit, as %j",
    async (prompt) => {
      const failure = service.getStrategyTemplate("s-1", "5m", prompt);
      await expect(failure).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
    },
  );

  it.each(["买", "7", "é", "Ж!"])("take a strategy whose text is %j", async (prompt) => {
    expect(readShape(await service.getStrategyTemplate("s-1", "5m", prompt)).texts).toContain(prompt);
  });

  it.each([["```\nBuy dips.\n```"], [""], [" \n<!-- Buy dips. -->"]])(
    "refuse a strategy that would have nothing to go by, as with the prompt %j",
    async (prompt) => {
      const failure = service.getStrategyTemplate("s-1", "5m", prompt);
      await expect(failure).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
      await expect(failure).rejects.toThrow(
        /the prompt of strategy s-1 has no text to go by: .*; give the rules as text outside of fences/,
      );
    },
  );

  it("start the walker and print its ranking", async () => {
    const code = await service.getLauncherTemplate("BTCUSDT", "w");
    expect(code).toContain('kit.Walker.background("BTCUSDT", { walkerName: "w" });');
  });

  it.each([
    ["startDate", new Date(Number.NaN), TO],
    ["endDate", FROM, "2024-02-01" as never],
    ["startDate", undefined as never, TO],
  ])("refuse a %s that is no valid date", async (field, startDate, endDate) => {
    const failure = service.getFrameTemplate("BTCUSDT", "f", "1m", startDate, endDate);
    await expect(failure).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
    await expect(failure).rejects.toThrow(`${field} must be a valid date, got `);
  });

  it.each([
    ["prompt", () => service.getStrategyTemplate("s", "5m", null as never)],
    ["strategyName", () => service.getStrategyTemplate(undefined as never, "5m", "x")],
    ["strategies[1]", () => service.getWalkerTemplate("w", "e", "f", ["s", 7 as never])],
    ["exchangeName", () => service.getExchangeTemplate("BTCUSDT", {} as never)],
    ["symbol", () => service.getTextTemplate(undefined as never)],
    ["walkerName", () => service.getLauncherTemplate("BTCUSDT", 1 as never)],
    ["frameName", () => service.getFrameTemplate("BTCUSDT", 1 as never, "1m", FROM, TO)],
  ])("refuse a %s that is no text", async (field, write) => {
    await expect(write()).rejects.toMatchObject({ code: "TEMPLATE_INVALID" });
    await expect(write()).rejects.toThrow(`${field} must be a text, got `);
  });
});

describe("each method", () => {
  const calls: [keyof OptimizerTemplateService, readonly unknown[]][] = [
    ["getTopBanner", ["BTCUSDT"]],
    ["getUserMessage", ["BTCUSDT", ROWS, "news"]],
    ["getAssistantMessage", ["BTCUSDT", ROWS, "news"]],
    ["getWalkerTemplate", ["w", "e", "f", ["s"]]],
    ["getExchangeTemplate", ["BTCUSDT", "e"]],
    ["getFrameTemplate", ["BTCUSDT", "f", "1m", FROM, TO]],
    ["getStrategyTemplate", ["s", "5m", "buy low"]],
    ["getLauncherTemplate", ["BTCUSDT", "w"]],
    ["getTextTemplate", ["BTCUSDT"]],
    ["getJsonTemplate", ["BTCUSDT"]],
    ["getJsonDumpTemplate", ["BTCUSDT"]],
  ];

  it.each(calls)("%s works detached from its object, and tells the logger", async (name, values) => {
    const log = vi.spyOn(lib.loggerService, "log");
    const method: unknown = service[name];
    expect(method).toBeTypeOf("function");
    const text: unknown = await Reflect.apply(method as () => unknown, undefined, values);
    expect(text).toEqual(expect.stringMatching(/\S/));
    expect(log).toHaveBeenCalledExactlyOnceWith(`optimizerTemplateService ${name}`, expect.anything());
  });
});
