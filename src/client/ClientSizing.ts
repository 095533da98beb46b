import { SizingError } from "../errors/SizingError";
import type {
  ISizing,
  ISizingCalculateParams,
  ISizingParams,
  ISizingTerms,
  SizingRule,
} from "../interfaces/Sizing.interface";
import { atrSize } from "../math/atr-size";
import { fixedPercentageSize } from "../math/fixed-percentage-size";
import { kellySize } from "../math/kelly-size";
import { limitPosition } from "../math/position-limits";
import { isPromiseLike, runCall } from "../utils/call-chain";
import { describeValue } from "../utils/describe-value";
import { settleOnce } from "../utils/settle-once";
import type { SizingRequest } from "./sizing-request";
import { checkAtr, checkFixedPercentage, checkKelly, checkMethod, readSizingRequest } from "./sizing-request";
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

/** A way to size positions. Keeps nothing from one calculation to the next, and reads its schema at each. */
export class ClientSizing implements ISizing {
  public constructor(private readonly params: ISizingParams) {}

  /**
   * The quantity of a position, within the limits of the schema. Tells `onCalculate`.
   *
   * A position worth more than the balance is warned of through the logger, and is up to the caller: it takes leverage, or a
   * cap in the schema.
   * @param params - with the method of the schema; each field is read once
   * @returns units of base, finite, 0 or more
   * @throws SizingError `SIZING_METHOD_UNKNOWN` and `SIZING_SCHEMA_INVALID` for a schema that was changed since its registration,
   *   `SIZING_METHOD_MISMATCH`, `SIZING_INPUT_INVALID`, `SIZING_RESULT_INVALID`; what `onCalculate` throws
   */
  public async calculate(params: ISizingCalculateParams): Promise<number> {
    const { sizingName, schema, logger } = this.params;
    const request = readSizingRequest(sizingName, params);
    logger.debug("ClientSizing calculate", { ...request });
    const { rule, limits, onCalculate } = readSizingTerms(sizingName, schema);
    const { asked, quantity: wanted } = applyRule(rule, request);
    const quantity = limitPosition(wanted, limits, asked);
    this.checkResult(quantity, asked);
    this.warnOfLeverage(quantity, asked);
    this.tellCalculated(onCalculate, quantity, asked);
    return quantity;
  }

  /** Inputs and schema have been checked; what is left are numbers too large or too small to calculate with. */
  private checkResult(quantity: number, asked: ISizingCalculateParams): void {
    if (Number.isNaN(quantity)) {
      const inputs = Object.entries(asked).map(([field, value]) => `${field}=${describeValue(value)}`);
      throw new SizingError(
        "SIZING_RESULT_INVALID",
        `sizing ${this.params.sizingName} has no size for ${inputs.join(", ")}: a step of its formula is too large or too small for a number; correct these values, or those of the schema`,
      );
    }
  }

  private warnOfLeverage(
    quantity: number,
    { symbol, accountBalance, priceOpen }: ISizingCalculateParams,
  ): void {
    const notional = quantity * priceOpen;
    if (notional > accountBalance * (1 + ROUNDING)) {
      const { sizingName, logger } = this.params;
      const details = { sizingName, symbol, quantity, notional, accountBalance };
      logger.warn("ClientSizing calculate: the position is worth more than the balance", details);
    }
  }

  /** What the callback throws fails the calculation; a promise of it is not waited for. */
  private tellCalculated(
    onCalculate: ISizingTerms["onCalculate"],
    quantity: number,
    asked: ISizingCalculateParams,
  ): void {
    const answer = runCall(this, "user", () => settleOnce(onCalculate?.(quantity, asked)));
    if (isPromiseLike(answer)) {
      answer.then(undefined, this.params.reportError);
    }
  }
}
