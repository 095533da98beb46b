import type {
  IPositionSizeATRParams,
  IPositionSizeFixedPercentageParams,
  IPositionSizeKellyParams,
  ISizingCalculateParams,
  ISizingContext,
} from "../interfaces/Sizing.interface";
import { lib } from "../lib/index";

/** Checks name and method, then calculates. The name is read once, so that what is checked is what is used. */
const calculate = async (
  source: string,
  params: ISizingCalculateParams,
  context: ISizingContext,
): Promise<number> => {
  const sizingName = context?.sizingName;
  // A copy: what a logger does to it is no size.
  lib.loggerService.info(source, { params: { ...params }, context: { sizingName } });
  lib.sizingValidationService.validate(sizingName, source, params.method);
  return await lib.sizingGlobalService.calculate(params, { sizingName });
};

/**
 * How large a position should be, by a sizing that `addSizing` has registered. Nothing here knows of runs: strategies are never
 * sized by themselves, so call it wherever an order is prepared.
 *
 * A size is what the formula says, within the limits of the sizing. It is not rounded to the lot size of an exchange
 * (`formatQuantity` does that), and a size worth more than the balance is only warned of through the logger: set
 * `maxPositionPercentage` where leverage is not wanted. Whether the position is long or short is not known here, so a stop on the
 * wrong side of the entry goes unnoticed.
 */
export class PositionSize {
  /**
   * The size whose loss at the stop is the `riskPercentage` of the sizing.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param accountBalance - what the account holds, quote currency, above 0
   * @param priceOpen - price of the entry, quote currency per unit of base, above 0
   * @param priceStopLoss - price of the stop, on either side of the entry, quote currency per unit of base, above 0
   * @param context - which sizing; its method must be `fixed-percentage`
   * @returns units of base, finite, 0 or more
   * @throws NotFoundError `NAME_UNKNOWN`; SizingError `SIZING_METHOD_MISMATCH`, `SIZING_INPUT_INVALID`,
   *   `SIZING_RESULT_INVALID`, `SIZING_SCHEMA_INVALID`; what `onCalculate` throws. All of them as rejections
   * @example
   * addSizing({ sizingName: "one percent", method: "fixed-percentage", riskPercentage: 1, maxPositionPercentage: 100 });
   * await PositionSize.fixedPercentage("BTCUSDT", 10_000, 50_000, 49_000, { sizingName: "one percent" }); // 0.1
   */
  public static async fixedPercentage(
    symbol: IPositionSizeFixedPercentageParams["symbol"],
    accountBalance: IPositionSizeFixedPercentageParams["accountBalance"],
    priceOpen: IPositionSizeFixedPercentageParams["priceOpen"],
    priceStopLoss: IPositionSizeFixedPercentageParams["priceStopLoss"],
    context: ISizingContext,
  ): Promise<number> {
    const params = { symbol, accountBalance, priceOpen, priceStopLoss, method: "fixed-percentage" } as const;
    return await calculate("PositionSize.fixedPercentage", params, context);
  }

  /**
   * The size by the Kelly criterion, times the `kellyMultiplier` of the sizing; 0 without an edge.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param accountBalance - what the account holds, quote currency, above 0
   * @param priceOpen - price of the entry, quote currency per unit of base, above 0
   * @param winRate - share of trades that win, between 0 and 1, both excluded
   * @param winLossRatio - average win divided by average loss, above 0
   * @param context - which sizing; its method must be `kelly-criterion`
   * @returns units of base, finite, 0 or more
   * @throws as {@link PositionSize.fixedPercentage}
   * @example
   * addSizing({ sizingName: "quarter Kelly", method: "kelly-criterion" });
   * await PositionSize.kellyCriterion("BTCUSDT", 10_000, 50_000, 0.55, 1.5, { sizingName: "quarter Kelly" }); // 0.0125
   */
  public static async kellyCriterion(
    symbol: IPositionSizeKellyParams["symbol"],
    accountBalance: IPositionSizeKellyParams["accountBalance"],
    priceOpen: IPositionSizeKellyParams["priceOpen"],
    winRate: IPositionSizeKellyParams["winRate"],
    winLossRatio: IPositionSizeKellyParams["winLossRatio"],
    context: ISizingContext,
  ): Promise<number> {
    const params = {
      symbol,
      accountBalance,
      priceOpen,
      winRate,
      winLossRatio,
      method: "kelly-criterion",
    } as const;
    return await calculate("PositionSize.kellyCriterion", params, context);
  }

  /**
   * The size that loses the `riskPercentage` of the sizing on a move of `atrMultiplier` average true ranges.
   * @param symbol - trading pair, such as `BTCUSDT`
   * @param accountBalance - what the account holds, quote currency, above 0
   * @param priceOpen - price of the entry, quote currency per unit of base, above 0
   * @param atr - average true range, quote currency per unit of base, above 0
   * @param context - which sizing; its method must be `atr-based`
   * @returns units of base, finite, 0 or more
   * @throws as {@link PositionSize.fixedPercentage}
   * @example
   * addSizing({ sizingName: "two ranges", method: "atr-based", riskPercentage: 1 });
   * await PositionSize.atrBased("BTCUSDT", 10_000, 50_000, 500, { sizingName: "two ranges" }); // 0.1
   */
  public static async atrBased(
    symbol: IPositionSizeATRParams["symbol"],
    accountBalance: IPositionSizeATRParams["accountBalance"],
    priceOpen: IPositionSizeATRParams["priceOpen"],
    atr: IPositionSizeATRParams["atr"],
    context: ISizingContext,
  ): Promise<number> {
    const params = { symbol, accountBalance, priceOpen, atr, method: "atr-based" } as const;
    return await calculate("PositionSize.atrBased", params, context);
  }
}
