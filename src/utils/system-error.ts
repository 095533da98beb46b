/** The `code` of a system error, if it is one. */
export const readErrorCode = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** Whether a file or folder does not exist. */
export const isMissing = (error: unknown): boolean => readErrorCode(error) === "ENOENT";
