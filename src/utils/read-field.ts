import { toErrorMessage } from "./error-message";

/**
 * Reads a field that may be a getter of the user's, and throw.
 * @param owner - any object
 * @param field - its name
 * @param createError - makes the error of a reason, to be put behind the name of the field, and of what was thrown
 * @throws what `createError` makes
 */
export const readField = <T extends object, K extends keyof T & string>(
  owner: T,
  field: K,
  createError: (reason: string, cause: unknown) => Error,
): T[K] => {
  try {
    return owner[field];
  } catch (cause) {
    throw createError(`cannot be read: ${toErrorMessage(cause)}`, cause);
  }
};
