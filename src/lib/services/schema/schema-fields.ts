import * as z from "zod";
import { describeValue } from "../../../utils/describe-value";
import { findUnknownCallback } from "../../../utils/known-names";

/**
 * Fields that schemas of several kinds have. `label` is how messages name the schema, such as `frameName=january`.
 */

/** Whether a value can be called. */
export const isFunction = (value: unknown): boolean => typeof value === "function";

/** A function the schema cannot do without. */
export const createFunctionField = (field: string, label: string): z.ZodType =>
  z.custom(isFunction, { error: `missing ${field} for ${label}` });

/** A text that only documents. */
export const createNoteField = (label: string): z.ZodType =>
  z.string({ error: `invalid note for ${label}: it must be a text` }).nullish();

/** One of the known intervals. */
export const createIntervalField = (intervals: readonly string[], label: string): z.ZodType =>
  z.string({ error: `missing interval for ${label}` }).refine((interval) => intervals.includes(interval), {
    error: (issue) =>
      `unknown interval for ${label} interval=${describeValue(issue.input)}: it must be one of ${intervals.join(", ")}`,
  });

/** An object of optional functions; functions under other names are left alone. */
export const createCallbacksField = (
  names: readonly string[],
  label: string,
): z.ZodType<Readonly<Record<string, unknown>> | null | undefined> =>
  z
    .looseObject(
      Object.fromEntries(
        names.map((name) => [
          name,
          z
            .custom(isFunction, { error: `invalid callbacks.${name} for ${label}: it must be a function` })
            .nullish(),
        ]),
      ),
      { error: `invalid callbacks for ${label}: they must be an object of functions` },
    )
    .nullish();

/** As {@link createCallbacksField}, for callbacks that guard money: one under a name nobody calls is refused. */
export const createKnownCallbacksField = (names: readonly string[], label: string): z.ZodType =>
  createCallbacksField(names, label).superRefine((callbacks, context) => {
    const unknown = findUnknownCallback(callbacks ?? {}, names);
    if (unknown !== undefined) {
      const message = `unknown callbacks.${unknown.name} for ${label}: ${unknown.rule}`;
      context.addIssue({ code: "custom", message });
    }
  });

/** An optional time limit in milliseconds. */
export const createDurationField = (field: string, label: string): z.ZodType => {
  const error = `invalid ${field} for ${label}: it must be a positive number of milliseconds`;
  return z.number({ error }).positive({ error }).nullish();
};
