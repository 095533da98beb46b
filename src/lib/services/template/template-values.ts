import { TemplateError } from "../../../errors/TemplateError";
import { describeValue } from "../../../utils/describe-value";
import { toLiteral } from "../../../utils/to-literal";

/**
 * A text as a literal of the program.
 * @param field - what the text is, for the message
 * @throws TemplateError `TEMPLATE_INVALID` when untyped code has given something else
 */
export const writeText = (field: string, text: string): string => {
  if (typeof text !== "string") {
    throw new TemplateError(
      "TEMPLATE_INVALID",
      `${field} must be a text, got ${describeValue(text)} (${typeof text})`,
    );
  }
  return toLiteral(text);
};

/**
 * An instant as an expression of the program.
 * @param field - what the instant is, for the message
 * @throws TemplateError `TEMPLATE_INVALID` when it is no valid date
 */
export const writeDate = (field: string, date: Date): string => {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
    throw new TemplateError("TEMPLATE_INVALID", `${field} must be a valid date, got ${describeValue(date)}`);
  }
  return `new Date(${toLiteral(date.toISOString())})`;
};
