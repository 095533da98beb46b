import { SizingError } from "../errors/SizingError";
import type { ISizingCalculateParams, SizingName } from "../interfaces/Sizing.interface";
import { describeInput } from "../utils/describe-input";
import { readField } from "../utils/read-field";

/** What a calculation was asked for, of whatever type: untyped code may hand in anything. */
export interface SizingRequest {
  readonly sizingName: SizingName;
  readonly method: unknown;
  readonly symbol: unknown;
  readonly accountBalance: unknown;
  readonly priceOpen: unknown;
  readonly priceStopLoss: unknown;
  readonly winRate: unknown;
  readonly winLossRatio: unknown;
  readonly atr: unknown;
}

/** One of its fields. */
export type SizingRequestField = Exclude<keyof SizingRequest, "sizingName">;

/** What is wrong with a field. */
export const createInputError = (
  sizingName: SizingName,
  field: string,
  value: unknown,
  rule: string,
): SizingError =>
  new SizingError(
    "SIZING_INPUT_INVALID",
    `${rule}, got ${field}=${describeInput(value)} (sizingName=${sizingName})`,
  );

/**
 * Reads what a calculation is asked for, each field once, so that what is checked is what is used.
 * @param sizingName - whose calculation it is, for messages
 * @throws SizingError `SIZING_INPUT_INVALID` for params that are no object, or a field that cannot be read
 */
export const readSizingRequest = (sizingName: SizingName, params: ISizingCalculateParams): SizingRequest => {
  const given: unknown = params;
  if (typeof given !== "object" || given === null) {
    throw createInputError(sizingName, "params", given, "params must be an object");
  }
  const fields: Partial<SizingRequest> = given;
  const read = (field: SizingRequestField): unknown =>
    readField(fields, field, (reason, cause) => {
      const message = `${field} ${reason} (sizingName=${sizingName})`;
      return new SizingError("SIZING_INPUT_INVALID", message, { cause });
    });
  return {
    sizingName,
    method: read("method"),
    symbol: read("symbol"),
    accountBalance: read("accountBalance"),
    priceOpen: read("priceOpen"),
    priceStopLoss: read("priceStopLoss"),
    winRate: read("winRate"),
    winLossRatio: read("winLossRatio"),
    atr: read("atr"),
  };
};
