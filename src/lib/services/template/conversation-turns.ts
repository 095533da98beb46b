import { TemplateError } from "../../../errors/TemplateError";
import type { IOptimizerData } from "../../../interfaces/Optimizer.interface";
import { toErrorMessage } from "../../../utils/error-message";
import { describeValue } from "../../../utils/describe-value";

const INSTRUCTION = "Read the data below and keep it in mind for what follows. Answer with OK.";

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
  try {
    return JSON.stringify(rows);
  } catch (error) {
    return fail(toErrorMessage(error), { cause: error });
  }
};

/**
 * What the user says about the rows of a source: an instruction, an empty line, the rows as JSON.
 * @param rows - all rows of the source in a period
 * @param name - what the source is called
 * @throws TemplateError `TEMPLATE_INVALID` when JSON cannot hold the rows, such as for a cycle or a bigint
 */
export const writeUserMessage = (rows: readonly IOptimizerData[], name: string): string =>
  [INSTRUCTION, "", writeRows(rows, name)].join("\n");

/** What the model is shown to have answered. */
export const ASSISTANT_MESSAGE = "OK";
