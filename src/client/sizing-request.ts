import { SizingError } from "../errors/SizingError";
import type {
  ISizingCalculateParams,
  ISizingCalculateParamsATR,
  ISizingCalculateParamsBase,
  ISizingCalculateParamsFixedPercentage,
  ISizingCalculateParamsKelly,
  SizingMethod,
  SizingName,
} from "../interfaces/Sizing.interface";
import { PRICE_NOISE } from "../math/rounding-noise";
import { describeInput } from "../utils/describe-input";
import { describeValue } from "../utils/describe-value";
import { isPositiveNumber } from "../utils/positive-number";
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

type Field = Exclude<keyof SizingRequest, "sizingName">;

const describeProblem = (sizingName: SizingName, field: string, value: unknown, rule: string): SizingError =>
  new SizingError(
    "SIZING_INPUT_INVALID",
    `${rule}, got ${field}=${describeInput(value)} (sizingName=${sizingName})`,
  );

const requirePositive = (request: SizingRequest, field: Field, label: string = field): number => {
  const value = request[field];
  if (!isPositiveNumber(value)) {
    throw describeProblem(request.sizingName, field, value, `${label} must be positive and finite`);
  }
  return value;
};

const requireSymbol = ({ sizingName, symbol }: SizingRequest): string => {
  if (typeof symbol !== "string" || symbol === "") {
    throw describeProblem(sizingName, "symbol", symbol, "symbol must be a non-empty string");
  }
  return symbol;
};

const requireWinRate = ({ sizingName, winRate }: SizingRequest): number => {
  if (!isPositiveNumber(winRate) || winRate >= 1) {
    const rule = "winRate must be between 0 and 1, both excluded";
    throw describeProblem(sizingName, "winRate", winRate, rule);
  }
  return winRate;
};

const checkAccount = (request: SizingRequest): ISizingCalculateParamsBase => ({
  symbol: requireSymbol(request),
  accountBalance: requirePositive(request, "accountBalance"),
  priceOpen: requirePositive(request, "priceOpen"),
});

/**
 * Reads what a calculation is asked for, each field once, so that what is checked is what is used.
 * @param sizingName - whose calculation it is, for messages
 * @throws SizingError `SIZING_INPUT_INVALID` for params that are no object, or a field that cannot be read
 */
export const readSizingRequest = (sizingName: SizingName, params: ISizingCalculateParams): SizingRequest => {
  const given: unknown = params;
  if (typeof given !== "object" || given === null) {
    throw describeProblem(sizingName, "params", given, "params must be an object");
  }
  const fields: Partial<SizingRequest> = given;
  const read = (field: Field): unknown =>
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

/**
 * Params of one method mean nothing to another.
 * @param expected - the method of the schema
 * @throws SizingError `SIZING_METHOD_MISMATCH`
 */
export const checkMethod = ({ sizingName, method }: SizingRequest, expected: SizingMethod): void => {
  if (method !== expected) {
    throw new SizingError(
      "SIZING_METHOD_MISMATCH",
      `Params method mismatch: expected ${expected}, got ${describeValue(method)} (sizingName=${sizingName})`,
    );
  }
};

/**
 * What a fixed-percentage calculation works with.
 * @throws SizingError `SIZING_INPUT_INVALID` for the first field that breaks its rule
 */
export const checkFixedPercentage = (request: SizingRequest): ISizingCalculateParamsFixedPercentage => {
  const account = checkAccount(request);
  const priceStopLoss = requirePositive(request, "priceStopLoss");
  const { priceOpen } = account;
  if (Math.abs(priceOpen - priceStopLoss) <= PRICE_NOISE * Math.max(priceOpen, priceStopLoss)) {
    const rule =
      "Stop-loss distance cannot be zero: priceStopLoss must differ from priceOpen by more than rounding";
    throw describeProblem(request.sizingName, "priceStopLoss", priceStopLoss, rule);
  }
  return { ...account, priceStopLoss, method: "fixed-percentage" };
};

/**
 * What a Kelly calculation works with.
 * @throws SizingError `SIZING_INPUT_INVALID` for the first field that breaks its rule
 */
export const checkKelly = (request: SizingRequest): ISizingCalculateParamsKelly => ({
  ...checkAccount(request),
  winRate: requireWinRate(request),
  winLossRatio: requirePositive(request, "winLossRatio"),
  method: "kelly-criterion",
});

/**
 * What an ATR calculation works with.
 * @param atrMultiplier - how many ATRs are at risk: together they must be a distance, as a stop has one
 * @throws SizingError `SIZING_INPUT_INVALID` for the first field that breaks its rule
 */
export const checkAtr = (request: SizingRequest, atrMultiplier: number): ISizingCalculateParamsATR => {
  const account = checkAccount(request);
  const atr = requirePositive(request, "atr", "ATR");
  const noise = PRICE_NOISE * account.priceOpen;
  const refuse = (label: string): SizingError => {
    const rule = `${label} must be more than the rounding of priceOpen (${account.priceOpen})`;
    return describeProblem(request.sizingName, "atr", atr, rule);
  };
  if (atr <= noise) {
    throw refuse("ATR");
  }
  // Where both are too small for a double, it is the size that cannot be worked out.
  if (atr * atrMultiplier < noise) {
    throw refuse(`ATR times atrMultiplier (${atrMultiplier})`);
  }
  return { ...account, atr, method: "atr-based" };
};
