import type { ILogger } from "./Logger.interface";

/** Name of a registered sizing. */
export type SizingName = string;

/** Callbacks of a sizing. */
export interface ISizingCallbacks {
  /**
   * Once per calculation, before its promise resolves and without being waited for. What it throws fails the calculation;
   * a promise of it that rejects is reported through `listenError`.
   * @param quantity - units of base, all limits applied
   * @param params - what the calculation was asked for
   */
  onCalculate(quantity: number, params: ISizingCalculateParams): void | Promise<void>;
}

/** What sizings of every method have. Limits that are left out do not apply; `0` is a limit like any other. */
export interface ISizingSchemaBase {
  /** Unique name. */
  sizingName: SizingName;
  /** Documentation only. */
  note?: string;
  /** Most a position may be worth, percent of the balance, 0–100. */
  maxPositionPercentage?: number;
  /** Least quantity of a position, units of base; a size of zero stays zero, and a cap below it wins. */
  minPositionSize?: number;
  /** Largest quantity of a position, units of base. */
  maxPositionSize?: number;
  /** Told of every size; optional. */
  callbacks?: Partial<ISizingCallbacks>;
}

/** Risks the same share of the balance on each trade: that is what its stop loses. */
export interface ISizingSchemaFixedPercentage extends ISizingSchemaBase {
  method: "fixed-percentage";
  /** What a trade that ends at its stop may lose, percent of the balance, above 0 and at most 100. */
  riskPercentage: number;
}

/** Stakes what the Kelly criterion says, or a fraction of it. */
export interface ISizingSchemaKelly extends ISizingSchemaBase {
  method: "kelly-criterion";
  /** Share of the full Kelly stake, 0–1; 0.25 by default. */
  kellyMultiplier?: number;
}

/** Risks the same share of the balance on a move of so many average true ranges. */
export interface ISizingSchemaATR extends ISizingSchemaBase {
  method: "atr-based";
  /** What that move may lose, percent of the balance, above 0 and at most 100. */
  riskPercentage: number;
  /** How many ATRs the move has, above 0; 2 by default. */
  atrMultiplier?: number;
}

/** How to size positions, as users register it with `addSizing`. */
export type ISizingSchema = ISizingSchemaFixedPercentage | ISizingSchemaKelly | ISizingSchemaATR;

/** The methods by which a position can be sized. */
export type SizingMethod = ISizingSchema["method"];

/** What every calculation needs. */
export interface ISizingCalculateParamsBase {
  /** Trading pair, such as `BTCUSDT`. */
  symbol: string;
  /** What the account holds, in quote currency, 0 or more. */
  accountBalance: number;
  /** Price of the entry, quote currency per unit of base. */
  priceOpen: number;
}

/** What `PositionSize.fixedPercentage` works with. */
export interface IPositionSizeFixedPercentageParams extends ISizingCalculateParamsBase {
  /** Price of the stop, on either side of the entry, quote currency per unit of base. */
  priceStopLoss: number;
}

/** What `PositionSize.kellyCriterion` works with. */
export interface IPositionSizeKellyParams extends ISizingCalculateParamsBase {
  /** Share of trades that win, between 0 and 1, both excluded. */
  winRate: number;
  /** Average win divided by average loss, above 0. */
  winLossRatio: number;
}

/** What `PositionSize.atrBased` works with. */
export interface IPositionSizeATRParams extends ISizingCalculateParamsBase {
  /** Average true range, quote currency per unit of base, above 0. */
  atr: number;
}

/** A calculation of a fixed-percentage sizing. */
export interface ISizingCalculateParamsFixedPercentage extends IPositionSizeFixedPercentageParams {
  method: "fixed-percentage";
}

/** A calculation of a Kelly sizing. */
export interface ISizingCalculateParamsKelly extends IPositionSizeKellyParams {
  method: "kelly-criterion";
}

/** A calculation of an ATR sizing. */
export interface ISizingCalculateParamsATR extends IPositionSizeATRParams {
  method: "atr-based";
}

/** What a sizing is asked for. */
export type ISizingCalculateParams =
  ISizingCalculateParamsFixedPercentage | ISizingCalculateParamsKelly | ISizingCalculateParamsATR;

/** Which sizing a caller means. */
export interface ISizingContext {
  /** Name of a registered sizing. */
  sizingName: SizingName;
}

/** What a sizing client offers. */
export interface ISizing {
  /** The quantity of a position, units of base. */
  calculate(params: ISizingCalculateParams): Promise<number>;
}

/** The method of a sizing and its own numbers, defaults filled in. */
export type SizingRule =
  | Readonly<Pick<ISizingSchemaFixedPercentage, "method" | "riskPercentage">>
  | Readonly<Required<Pick<ISizingSchemaKelly, "method" | "kellyMultiplier">>>
  | Readonly<Required<Pick<ISizingSchemaATR, "method" | "riskPercentage" | "atrMultiplier">>>;

/** The limits of a sizing; `undefined` does not apply. */
export interface ISizingLimits {
  /** Percent of the balance. */
  readonly maxPositionPercentage: number | undefined;
  /** Units of base. */
  readonly minPositionSize: number | undefined;
  /** Units of base. */
  readonly maxPositionSize: number | undefined;
}

/** Constructor parameters of `ClientSizing`. */
export interface ISizingParams {
  readonly sizingName: SizingName;
  readonly rule: SizingRule;
  readonly limits: ISizingLimits;
  readonly callbacks: Partial<ISizingCallbacks> | undefined;
  readonly logger: ILogger;
  /** Reports a callback whose promise rejects. */
  readonly reportError: (error: unknown) => void;
}
