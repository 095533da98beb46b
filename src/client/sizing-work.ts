import { SizingError } from "../errors/SizingError";
import type {
  ISizingCalculateParams,
  ISizingParams,
  ISizingTerms,
  SizingName,
  SizingRule,
} from "../interfaces/Sizing.interface";
import { atrSize } from "../math/atr-size";
import { fixedPercentageSize } from "../math/fixed-percentage-size";
import { kellySize } from "../math/kelly-size";
import { limitPosition } from "../math/position-limits";
import { isPromiseLike, runCall } from "../utils/call-chain";
import { describeValue } from "../utils/describe-value";
import { settleOnce } from "../utils/settle-once";
import { checkAtr, checkFixedPercentage, checkKelly, checkMethod } from "./sizing-checks";
import type { SizingRequest } from "./sizing-request";
import { readSizingTerms } from "./sizing-terms";

/** How far above the balance a position may come to be worth by rounding alone. */
const ROUNDING = 1e-9;

/** What was asked for, checked, and its size by the formula. */
interface Sized {
  readonly asked: ISizingCalculateParams;
  readonly quantity: number;
}

const applyRule = (rule: SizingRule, request: SizingRequest): Sized => {
  checkMethod(request, rule.method);
  switch (rule.method) {
    case "fixed-percentage": {
      const asked = checkFixedPercentage(request);
      return { asked, quantity: fixedPercentageSize(asked, rule.riskPercentage) };
    }
    case "kelly-criterion": {
      const asked = checkKelly(request);
      return { asked, quantity: kellySize(asked, rule.kellyMultiplier) };
    }
    case "atr-based": {
      const asked = checkAtr(request, rule.atrMultiplier);
      return { asked, quantity: atrSize(asked, rule.riskPercentage, rule.atrMultiplier) };
    }
  }
};

/** Inputs and schema have been checked; what is left are numbers too large or too small to calculate with. */
const checkResult = (sizingName: SizingName, quantity: number, asked: ISizingCalculateParams): void => {
  if (Number.isNaN(quantity)) {
    const inputs = Object.entries(asked).map(([field, value]) => `${field}=${describeValue(value)}`);
    throw new SizingError(
      "SIZING_RESULT_INVALID",
      `sizing ${sizingName} has no size for ${inputs.join(", ")}: a step of its formula is too large or too small for a number; correct these values, or those of the schema`,
    );
  }
};

const warnOfLeverage = (
  { sizingName, logger }: ISizingParams,
  quantity: number,
  { symbol, accountBalance, priceOpen }: ISizingCalculateParams,
): void => {
  const notional = quantity * priceOpen;
  if (notional > accountBalance * (1 + ROUNDING)) {
    const details = { sizingName, symbol, quantity, notional, accountBalance };
    logger.warn("ClientSizing calculate: the position is worth more than the balance", details);
  }
};

/** What the callback throws fails the calculation; a promise of it is not waited for. */
const tellCalculated = (
  params: ISizingParams,
  onCalculate: ISizingTerms["onCalculate"],
  quantity: number,
  asked: ISizingCalculateParams,
): void => {
  const answer = runCall(params, "user", () => settleOnce(onCalculate?.(quantity, asked)));
  if (isPromiseLike(answer)) {
    answer.then(undefined, params.reportError);
  }
};

/**
 * The quantity of a position, within the limits of the schema as it is now. Tells `onCalculate`.
 * @returns units of base, finite, 0 or more
 * @throws as `ClientSizing.calculate`
 */
export const calculateSize = (params: ISizingParams, request: SizingRequest): number => {
  const { sizingName, schema } = params;
  const { rule, limits, onCalculate } = readSizingTerms(sizingName, schema);
  const { asked, quantity: wanted } = applyRule(rule, request);
  const quantity = limitPosition(wanted, limits, asked);
  checkResult(sizingName, quantity, asked);
  warnOfLeverage(params, quantity, asked);
  tellCalculated(params, onCalculate, quantity, asked);
  return quantity;
};
