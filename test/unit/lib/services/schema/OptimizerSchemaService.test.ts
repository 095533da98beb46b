import { beforeEach, describe, expect, it } from "vitest";
import type { IOptimizerSchema } from "../../../../../src/interfaces/Optimizer.interface";
import { createRegistrationContainer } from "../registration-container";
import { createOptimizerSchema } from "../schema-samples";

type Changes = Readonly<Record<string, unknown>>;

const doNothing = (): void => undefined;
const giveRows = (): { id: number }[] => [{ id: 1 }];
const iterable = { [Symbol.asyncIterator]: doNothing };
const EARLY = new Date("2024-01-01T00:00:00Z");
const LATE = new Date("2024-01-02T00:00:00Z");
const RANGE = { startDate: EARLY, endDate: LATE };

describe("rules of optimizer schemas", () => {
  let services: ReturnType<typeof createRegistrationContainer>;

  const register = (changes: Changes): void =>
    services.optimizerSchemaService.register("o", createOptimizerSchema(changes));

  beforeEach(() => {
    services = createRegistrationContainer();
  });

  it.each([undefined, null, 5, "", "  ", {}])("the name %j is missing", (optimizerName) => {
    expect(() => register({ optimizerName })).toThrow(
      expect.objectContaining({
        code: "SCHEMA_INVALID",
        message: "optimizer template validation failed: missing optimizerName",
      }),
    );
  });

  it.each<[Changes, string]>([
    [{ rangeTrain: undefined }, "rangeTrain must be a non-empty array for optimizerName=o"],
    [{ rangeTrain: [] }, "rangeTrain must be a non-empty array for optimizerName=o"],
    [{ rangeTrain: RANGE }, "rangeTrain must be a non-empty array for optimizerName=o"],
    [{ source: undefined }, "source must be a non-empty array for optimizerName=o"],
    [{ source: [] }, "source must be a non-empty array for optimizerName=o"],
    [{ source: giveRows }, "source must be a non-empty array for optimizerName=o"],
    [{ getPrompt: undefined }, "getPrompt must be a function for optimizerName=o"],
    [{ getPrompt: "x" }, "getPrompt must be a function for optimizerName=o"],
    [
      { rangeTrain: [RANGE, null] },
      "rangeTrain[1] must be an object with startDate and endDate for optimizerName=o",
    ],
    [
      { rangeTrain: new Array<unknown>(1) },
      "rangeTrain[0] must be an object with startDate and endDate for optimizerName=o",
    ],
    [
      { rangeTrain: [{ startDate: "2024-01-01", endDate: LATE }] },
      "rangeTrain[0].startDate must be a valid Date for optimizerName=o",
    ],
    [
      { rangeTrain: [{ startDate: EARLY, endDate: new Date(NaN) }] },
      "rangeTrain[0].endDate must be a valid Date for optimizerName=o",
    ],
    [
      { rangeTrain: [{ startDate: EARLY, endDate: EARLY }] },
      "rangeTrain[0].startDate=2024-01-01T00:00:00.000Z must be earlier than rangeTrain[0].endDate=2024-01-01T00:00:00.000Z for optimizerName=o",
    ],
    [{ rangeTrain: [{ ...RANGE, note: 5 }] }, "rangeTrain[0].note must be a text for optimizerName=o"],
    [{ rangeTest: undefined }, "rangeTest must be an object with startDate and endDate for optimizerName=o"],
    [{ rangeTest: [] }, "rangeTest.startDate must be a valid Date for optimizerName=o"],
    [
      { rangeTest: { startDate: LATE, endDate: EARLY } },
      "rangeTest.startDate=2024-01-02T00:00:00.000Z must be earlier than rangeTest.endDate=2024-01-01T00:00:00.000Z for optimizerName=o",
    ],
    ...[5, null, undefined, "x", [giveRows], {}, { name: "x" }, Promise.resolve([])].map(
      (entry): [Changes, string] => [
        { source: [giveRows, entry] },
        "source[1] must be a function, an async iterable, or an object with one of these as fetch for optimizerName=o",
      ],
    ),
    [
      { source: [{ name: "x", fetch: [] }] },
      "source[0].fetch must be a function or an async iterable for optimizerName=o",
    ],
    [
      { source: [{ ...iterable, fetch: 5 }] },
      "source[0].fetch must be a function or an async iterable for optimizerName=o",
    ],
    [{ source: [{ name: 5, fetch: giveRows }] }, "source[0].name must be a text for optimizerName=o"],
    [{ source: [{ note: 5, fetch: giveRows }] }, "source[0].note must be a text for optimizerName=o"],
    [{ source: [{ user: "x", fetch: giveRows }] }, "source[0].user must be a function for optimizerName=o"],
    [
      { source: [{ assistant: "x", fetch: giveRows }] },
      "source[0].assistant must be a function for optimizerName=o",
    ],
    [{ template: 5 }, "template must be an object of functions for optimizerName=o"],
    [{ template: [] }, "template must be an object of functions for optimizerName=o"],
    [{ template: { getTopBanner: "x" } }, "template.getTopBanner must be a function for optimizerName=o"],
    [
      { template: { getTopBaner: doNothing } },
      "template.getTopBaner is no part of a template: it must be one of getTopBanner, getUserMessage, getAssistantMessage, getWalkerTemplate, getExchangeTemplate, getFrameTemplate, getStrategyTemplate, getLauncherTemplate, getTextTemplate, getJsonTemplate, getJsonDumpTemplate for optimizerName=o",
    ],
    [{ note: 5 }, "invalid note for optimizerName=o: it must be a text"],
    [{ callbacks: 5 }, "invalid callbacks for optimizerName=o: they must be an object of functions"],
    ...[
      ["onDatta", " (did you mean onData?)"],
      ["onSource", ""],
      ["ondata", " (did you mean onData?)"],
    ].map(([name = "", hint]): [Changes, string] => [
      { callbacks: { [name]: doNothing } },
      `unknown callbacks.${name} for optimizerName=o: it must be one of onData, onCode, onDump, onSourceData${hint}`,
    ]),
    [
      { callbacks: { onDatta: 5 } },
      "unknown callbacks.onDatta for optimizerName=o: it must be one of onData, onCode, onDump, onSourceData (did you mean onData?)",
    ],
    [{ callbacks: { onDump: 1 } }, "invalid callbacks.onDump for optimizerName=o: it must be a function"],
  ])("%j is refused: %s; the name stays free (pitfalls 142, 143)", (changes, problem) => {
    expect(() => register(changes)).toThrow(
      expect.objectContaining({
        code: "SCHEMA_INVALID",
        message: `optimizer template validation failed: ${problem}`,
      }),
    );
    expect(services.optimizerSchemaService.has("o")).toBe(false);
  });

  it("the first broken rule is the one that is reported", () => {
    expect(() => register({ rangeTrain: 5, source: 5, getPrompt: 5 })).toThrow("rangeTrain must");
    expect(() => register({ source: 5, getPrompt: 5 })).toThrow("source must");
    expect(() => register({ getPrompt: 5, rangeTest: 5 })).toThrow("getPrompt must");
  });

  it.each<[Changes]>([
    [{ note: undefined, template: undefined, callbacks: undefined }],
    [{ note: null, template: null, callbacks: null }],
    [{ rangeTrain: [{ ...RANGE, note: "a" }, RANGE] }],
    [{ source: [giveRows, iterable, { fetch: giveRows }, { name: "x", fetch: iterable }] }],
    [{ source: [{ name: "", note: null, fetch: giveRows, user: undefined, assistant: null }] }],
    [{ source: [new ReadableStream()] }],
    [{ template: {} }],
    [{ template: { getTopBanner: doNothing, getTextTemplate: undefined, model: "of my own" } }],
    [{ callbacks: { onData: doNothing, onCode: undefined } }],
    [{ callbacks: { onDatta: undefined } }],
  ])("%j is accepted", (changes) => {
    expect(() => register(changes)).not.toThrow();
  });

  it("instances of classes with methods are schemas, templates and sources", () => {
    class Source {
      public readonly name = "feed";
      public fetch(): { id: number }[] {
        return giveRows();
      }
    }
    class Template {
      private readonly banner = "import x";
      public getTopBanner(): string {
        return this.helpMyself();
      }
      private helpMyself(): string {
        return this.banner;
      }
    }
    expect(() => register({ source: [new Source()], template: new Template() })).not.toThrow();
  });

  it("a schema that was changed after its registration can be looked at again", () => {
    const schema = createOptimizerSchema({});
    const { optimizerSchemaService } = services;
    optimizerSchemaService.register("o", schema);
    expect(() => {
      optimizerSchemaService.recheck("o", schema);
    }).not.toThrow();
    schema.rangeTest.endDate.setTime(Number.NaN);
    expect(() => {
      optimizerSchemaService.recheck("o", schema);
    }).toThrow("rangeTest.endDate must be a valid Date for optimizerName=o");
  });

  it.each<[string, (schema: IOptimizerSchema) => object]>([
    ["optimizerName", (schema) => schema],
    ["rangeTrain", (schema) => schema],
    ["callbacks", (schema) => schema],
    ["rangeTest.endDate", ({ rangeTest }) => rangeTest],
    ["source[0].name", ({ source }) => source[0] ?? {}],
  ])("a getter of %s that throws is named, and what it threw is the cause", (path, find) => {
    const failure = new Error("not today");
    const schema = createOptimizerSchema({ source: [{ name: "x", fetch: giveRows }] });
    const { optimizerSchemaService } = services;
    optimizerSchemaService.register("o", schema);
    Object.defineProperty(find(schema), path.split(".").at(-1) ?? "", {
      enumerable: true,
      get: () => {
        throw failure;
      },
    });
    expect(() => {
      optimizerSchemaService.recheck("o", schema);
    }).toThrow(
      expect.objectContaining({
        code: "SCHEMA_INVALID",
        message: `optimizer template validation failed: ${path} cannot be read: not today`,
        cause: failure,
      }),
    );
  });

  it("a getter that throws now and then is an error as well, though its name cannot be found", () => {
    let reads = 0;
    const schema = Object.defineProperty(createOptimizerSchema({}), "getPrompt", {
      get: () => {
        reads += 1;
        if (reads === 1) {
          throw new Error("not today");
        }
        return doNothing;
      },
    });
    expect(() => {
      services.optimizerSchemaService.register("o", schema);
    }).toThrow("optimizer template validation failed: a field cannot be read: not today");
  });

  it("its lists may be frozen", () => {
    const schema = createOptimizerSchema({});
    const frozen: IOptimizerSchema = {
      ...schema,
      rangeTrain: Object.freeze([schema.rangeTest]),
      source: Object.freeze([giveRows]),
    };
    expect(() => {
      services.optimizerSchemaService.register("o", frozen);
    }).not.toThrow();
  });

  it("a name is given once", () => {
    register({});
    expect(() => register({})).toThrow(
      expect.objectContaining({ code: "NAME_TAKEN", message: "optimizer o already exist" }),
    );
  });

  it("an unknown name is not registered", () => {
    expect(() => services.optimizerSchemaService.get("x")).toThrow(
      "optimizer is not registered name=x registryName=optimizerSchema",
    );
  });
});
