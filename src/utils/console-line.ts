/**
 * The one seam to the console, for the few lines users are promised there. Everything else goes to the logger.
 */

/** Prints one line. */
export const printLine = (text: string): void => {
  // eslint-disable-next-line no-console -- users are told where a report lies
  console.log(text);
};

/** Prints one warning. */
export const printWarning = (text: string, ...details: readonly unknown[]): void => {
  // eslint-disable-next-line no-console -- users are promised this warning
  console.warn(text, ...details);
};
