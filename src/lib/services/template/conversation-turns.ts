import { TemplateError } from "../../../errors/TemplateError";
import type { IOptimizerData } from "../../../interfaces/Optimizer.interface";
import { describeValue } from "../../../utils/describe-value";
import { toErrorMessage } from "../../../utils/error-message";

const INSTRUCTION = "Read the data below and keep it in mind for what follows. Answer with OK.";

/** Kinds of objects of which JSON keeps nothing. */
const LOST_KINDS: readonly string[] = [
  "ArrayBuffer",
  "Error",
  "Map",
  "Promise",
  "RegExp",
  "Set",
  "WeakMap",
  "WeakRef",
  "WeakSet",
].map((kind) => `[object ${kind}]`);

/** Whether JSON would make something else of a value, or nothing, without a word. A field that is `undefined` says nothing. */
const isLost = (value: unknown): boolean => {
  switch (typeof value) {
    case "number":
      return !Number.isFinite(value);
    case "bigint":
    case "function":
    case "symbol":
      return true;
    case "object":
      return LOST_KINDS.includes(describeValue(value)) || (value instanceof Number && isLost(Number(value)));
    default:
      return false;
  }
};

/** A date that is none has become null before anybody is asked. */
const isInvalidDate = (owner: unknown, field: string): boolean => {
  const given: unknown = typeof owner === "object" && owner !== null ? Reflect.get(owner, field) : null;
  return given instanceof Date && Number.isNaN(given.getTime());
};

/** What tells a row apart in a message. */
const describeRow = (row: unknown, index: number): string => {
  const id: unknown = typeof row === "object" && row !== null ? Reflect.get(row, "id") : undefined;
  return id === undefined ? `row ${index}` : `the row with the id ${describeValue(id)}`;
};

/**
 * A row as JSON.
 * @param refuse - is told which field would be lost
 */
const writeRow = (row: unknown, refuse: (reason: string) => never): string => {
  const paths = new WeakMap<object, string>();
  const json: string | undefined = JSON.stringify(
    row,
    function (this: object, field: string, value: unknown): unknown {
      const parent = paths.get(this) ?? "";
      const path = parent === "" ? field : `${parent}.${field}`;
      const lost = value === null && isInvalidDate(this, field) ? "an invalid date" : describeValue(value);
      if (isLost(value) || (value === null && lost !== "null")) {
        refuse(`${path === "" ? "is" : `has in its field ${path}`} ${lost}`);
      }
      if (typeof value === "object" && value !== null) {
        paths.set(value, path);
      }
      return value;
    },
  );
  return json ?? "null";
};

const writeRows = (rows: readonly IOptimizerData[], name: string): string => {
  const fail = (reason: string, options?: ErrorOptions): never => {
    throw new TemplateError(
      "TEMPLATE_INVALID",
      `the rows of source ${describeValue(name)} must be a list JSON can hold: ${reason}; give the source a "user" function that says what is in them`,
      options,
    );
  };
  if (!Array.isArray(rows)) {
    return fail(`got ${describeValue(rows)}`);
  }
  const texts = Array.from(rows, (row: unknown, index) => {
    try {
      return writeRow(row, (reason) => fail(`${describeRow(row, index)} ${reason}`));
    } catch (error) {
      if (error instanceof TemplateError) {
        throw error;
      }
      return fail(`row ${index}: ${toErrorMessage(error)}`, { cause: error });
    }
  });
  return `[${texts.join(",")}]`;
};

/**
 * What the user says about the rows of a source: an instruction, an empty line, the rows as JSON.
 * @param rows - all rows of the source in a period
 * @param name - what the source is called
 * @throws TemplateError `TEMPLATE_INVALID` when JSON cannot hold the rows: there is a cycle, or a value in them would be lost, such as
 * `NaN`, a `Map`, a function or a bigint; what is `undefined` is left out, and a date is a text
 */
export const writeUserMessage = (rows: readonly IOptimizerData[], name: string): string =>
  [INSTRUCTION, "", writeRows(rows, name)].join("\n");

/** What the model is shown to have answered. */
export const ASSISTANT_MESSAGE = "OK";
