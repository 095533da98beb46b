import type * as z from "zod/mini";
import english from "zod/v4/locales/en.js";
import { onFirstUse } from "../../../utils/on-first-use";

/** What a check of a document found. */
export type Parsed<T> =
  { readonly isSound: true; readonly value: T } | { readonly isSound: false; readonly problem: string };

/** Checks a document as it came from a store, and says what it is. Does not throw. */
export type DocumentParser<T> = (document: unknown) => Parsed<T>;

/** The document can be trusted. */
export const sound = <T>(value: T): Parsed<T> => ({ isSound: true, value });

/** The document cannot be trusted. */
export const broken = (problem: string): Parsed<never> => ({ isSound: false, problem });

/** What issues say that bring no text of their own. */
const getLanguage = onFirstUse(english);

/** A check by a schema; only the first problem is told. */
export const parseBy = <T>(schema: z.ZodMiniType<T>, document: unknown): Parsed<T> => {
  const result = schema.safeParse(document, { error: getLanguage().localeError });
  if (result.success) {
    return sound(result.data);
  }
  const [issue] = result.error.issues;
  const field = issue?.path.map(String).join(".") ?? "";
  return broken([field, issue?.message].filter(Boolean).join(": "));
};
