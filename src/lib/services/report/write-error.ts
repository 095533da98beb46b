import { ReportError } from "../../../errors/ReportError";
import { toErrorMessage } from "../../../utils/error-message";

/**
 * What a failed write rejects with.
 * @param kind - what was to be written
 * @param path - absolute
 * @param cause - the error underneath
 */
export const createWriteError = (kind: string, path: string, cause: unknown): ReportError =>
  new ReportError(
    "REPORT_WRITE_FAILED",
    `${kind} could not be written to ${path}: ${toErrorMessage(cause)}; ` +
      "check the rights and the space there, or name another directory, and write again",
    { cause },
  );
