import type { ErrorCode } from "../../../errors/catalogue";
import { PersistError } from "../../../errors/PersistError";
import { toErrorMessage } from "../../../utils/error-message";

/** A name that cannot be a file name is what is wrong, whatever was to be done with the document. */
const isNameError = (error: unknown): boolean =>
  error instanceof PersistError && error.code === "PERSIST_NAME_INVALID";

/** An error that says what failed and why. */
export const wrapError = (code: ErrorCode, failure: string, error: unknown): PersistError =>
  new PersistError(
    isNameError(error) ? "PERSIST_NAME_INVALID" : code,
    `${failure}: ${toErrorMessage(error)}`,
    { cause: error },
  );
