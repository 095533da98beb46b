import * as z from "zod/mini";
import type {
  IOptimizerCallbacks,
  IOptimizerSchema,
  IOptimizerTemplate,
} from "../../../interfaces/Optimizer.interface";
import { isAsyncIterable } from "../../../utils/async-iterable";
import { createKnownCallbacksField, createNoteField, isFunction } from "./schema-fields";
import { SchemaRegistry } from "./SchemaRegistry";
import { isObject } from "../../../utils/object-like";

const CALLBACKS = [
  "onData",
  "onCode",
  "onDump",
  "onSourceData",
] as const satisfies readonly (keyof IOptimizerCallbacks)[];

/** Written as an object, so that the compiler misses a part that is not here. */
const PARTS: Readonly<Record<keyof IOptimizerTemplate, true>> = {
  getTopBanner: true,
  getUserMessage: true,
  getAssistantMessage: true,
  getWalkerTemplate: true,
  getExchangeTemplate: true,
  getFrameTemplate: true,
  getStrategyTemplate: true,
  getLauncherTemplate: true,
  getTextTemplate: true,
  getJsonTemplate: true,
  getJsonDumpTemplate: true,
};

/** Finds what is wrong with a value, if anything; `field` is how the message calls it. */
type FindProblem = (value: unknown, field: string) => string | undefined;

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const read = (value: object, field: string): unknown => Reflect.get(value, field);

const isValidDate = (value: unknown): value is Date =>
  value instanceof Date && !Number.isNaN(value.getTime());

const findRangeProblem: FindProblem = (range, field) => {
  if (!isObject(range)) {
    return `${field} must be an object with startDate and endDate`;
  }
  const [startDate, endDate, note] = ["startDate", "endDate", "note"].map((name) => read(range, name));
  if (!isValidDate(startDate)) {
    return `${field}.startDate must be a valid Date`;
  }
  if (!isValidDate(endDate)) {
    return `${field}.endDate must be a valid Date`;
  }
  if (startDate >= endDate) {
    return `${field}.startDate=${startDate.toISOString()} must be earlier than ${field}.endDate=${endDate.toISOString()}`;
  }
  return isMissing(note) || typeof note === "string" ? undefined : `${field}.note must be a text`;
};

const canFetch = (value: unknown): boolean => isFunction(value) || isAsyncIterable(value);

const findSourceProblem: FindProblem = (source, field) => {
  if (isFunction(source) || (isObject(source) && !("fetch" in source) && isAsyncIterable(source))) {
    return undefined;
  }
  if (!isObject(source) || !("fetch" in source)) {
    return `${field} must be a function, an async iterable, or an object with one of these as fetch`;
  }
  if (!canFetch(source.fetch)) {
    return `${field}.fetch must be a function or an async iterable`;
  }
  const odd = (names: readonly string[], isOfKind: (value: unknown) => boolean): string | undefined =>
    names.find((name) => !isMissing(read(source, name)) && !isOfKind(read(source, name)));
  const noText = odd(["name", "note"], (value) => typeof value === "string");
  const noFunction = odd(["user", "assistant"], isFunction);
  return noText === undefined
    ? noFunction && `${field}.${noFunction} must be a function`
    : `${field}.${noText} must be a text`;
};

const findTemplateProblem: FindProblem = (template, field) => {
  if (!isObject(template) || Array.isArray(template)) {
    return `${field} must be an object of functions`;
  }
  const broken = Object.keys(PARTS).find((name) => {
    const part = read(template, name);
    return !isMissing(part) && !isFunction(part);
  });
  if (broken !== undefined) {
    return `${field}.${broken} must be a function`;
  }
  // A misspelt part would be left out without a word.
  const stranger = Object.entries(template).find(([name, part]) => isFunction(part) && !(name in PARTS));
  return (
    stranger &&
    `${field}.${stranger[0]} is no part of a template: it must be one of ${Object.keys(PARTS).join(", ")}`
  );
};

const createField = (field: string, label: string, findProblem: FindProblem): z.ZodMiniType =>
  z.custom((value) => findProblem(value, field) === undefined, {
    error: ({ input }) => `${findProblem(input, field)} for ${label}`,
  });

const createListField = (field: string, label: string, findProblem: FindProblem): z.ZodMiniType => {
  const error = `${field} must be a non-empty array for ${label}`;
  return z.array(z.unknown(), { error }).check(
    z.minLength(1, { error }),
    z.superRefine((entries, context) => {
      for (const [index, entry] of entries.entries()) {
        const problem = findProblem(entry, `${field}[${index}]`);
        if (problem !== undefined) {
          context.addIssue({ code: "custom", message: `${problem} for ${label}` });
        }
      }
    }),
  );
};

const createOptimizerShape = (label: string): z.ZodMiniType =>
  z.object({
    rangeTrain: createListField("rangeTrain", label, findRangeProblem),
    source: createListField("source", label, findSourceProblem),
    getPrompt: z.custom(isFunction, { error: `getPrompt must be a function for ${label}` }),
    rangeTest: createField("rangeTest", label, findRangeProblem),
    template: z.nullish(createField("template", label, findTemplateProblem)),
    note: createNoteField(label),
    callbacks: createKnownCallbacksField(CALLBACKS, label),
  });

/** The optimizers that `addOptimizer` has stored. */
export class OptimizerSchemaService extends SchemaRegistry<IOptimizerSchema> {
  public constructor() {
    super({
      kind: "optimizer",
      noun: "template",
      nameField: "optimizerName",
      createShape: createOptimizerShape,
    });
  }
}
