import * as z from "zod/mini";
import { describeValue } from "../../../utils/describe-value";
import { findUnknownCallback } from "../../../utils/known-names";

/**
 * Fields that schemas of several kinds have. `label` is how messages name the schema, such as `frameName=january`.
 */

/** Whether a value can be called. */
export const isFunction = (value: unknown): boolean => typeof value === "function";

/** A function the schema cannot do without. */
export const createFunctionField = (field: string, label: string): z.ZodMiniType =>
  z.custom(isFunction, { error: `missing ${field} for ${label}` });

/** A text that only documents. */
export const createNoteField = (label: string): z.ZodMiniType =>
  z.nullish(z.string({ error: `invalid note for ${label}: it must be a text` }));

/** One of the known intervals. */
export const createIntervalField = (intervals: readonly string[], label: string): z.ZodMiniType =>
  z.string({ error: `missing interval for ${label}` }).check(
    z.refine((interval) => intervals.includes(interval), {
      error: (issue) =>
        `unknown interval for ${label} interval=${describeValue(issue.input)}: it must be one of ${intervals.join(", ")}`,
    }),
  );

/** An object of optional functions; functions under other names are left alone. */
export const createCallbacksField = (
  names: readonly string[],
  label: string,
): z.ZodMiniType<Readonly<Record<string, unknown>> | null | undefined> =>
  z.nullish(
    z.looseObject(
      Object.fromEntries(
        names.map((name) => [
          name,
          z.nullish(
            z.custom(isFunction, { error: `invalid callbacks.${name} for ${label}: it must be a function` }),
          ),
        ]),
      ),
      { error: `invalid callbacks for ${label}: they must be an object of functions` },
    ),
  );

/** As {@link createCallbacksField}, for callbacks that guard money: one under a name nobody calls is refused. */
export const createKnownCallbacksField = (names: readonly string[], label: string): z.ZodMiniType =>
  createCallbacksField(names, label).check(
    z.superRefine((callbacks, context) => {
      const unknown = findUnknownCallback(callbacks ?? {}, names);
      if (unknown !== undefined) {
        const message = `unknown callbacks.${unknown.name} for ${label}: ${unknown.rule}`;
        context.addIssue({ code: "custom", message });
      }
    }),
  );

/** An optional time limit in milliseconds. */
export const createDurationField = (field: string, label: string): z.ZodMiniType => {
  const error = `invalid ${field} for ${label}: it must be a positive number of milliseconds`;
  return z.nullish(z.number({ error }).check(z.positive({ error })));
};
