import type { ILogger } from "./Logger.interface";

/** Name of a registered sizing. */
export type SizingName = string;

/** Callbacks of a sizing. */
export interface ISizingCallbacks {
  /**
   * Once per calculation, before its promise resolves and without being waited for. What it throws fails the calculation;
   * a promise of it that rejects is reported through `listenError`.
   * @param quantity - units of base, all limits applied
   * @param params - what the calculation was asked for; a copy
   */
  onCalculate(quantity: number, params: ISizingCalculateParams): void | Promise<void>;
}

/**
 * What sizings of every method have. Limits that are left out do not apply; `0` is a limit like any other. The minimum comes
 * first and the caps last, so both caps always hold, and the minimum alone may lift the risk above what was asked for.
 */
export interface ISizingSchemaBase {
  /** Unique name. */
  sizingName: SizingName;
  /** Documentation only. */
  note?: string | undefined;
  /** Most a position may be worth at its entry, percent of the balance, from 0 to 100; above that takes leverage. */
  maxPositionPercentage?: number | undefined;
  /** Least quantity of a position, units of base, 0 or more; a size of zero stays zero, and a cap below it wins. */
  minPositionSize?: number | undefined;
  /** Largest quantity of a position, units of base, 0 or more. */
  maxPositionSize?: number | undefined;
  /** Told of every size; all optional. */
  callbacks?: Partial<ISizingCallbacks> | undefined;
}

/** Risks the same share of the balance on each trade: that is what its stop loses, before costs. */
export interface ISizingSchemaFixedPercentage extends ISizingSchemaBase {
  /** What tells the schemas apart. */
  method: "fixed-percentage";
  /** What a trade that ends at its stop may lose, percent of the balance, above 0 and at most 100. */
  riskPercentage: number;
}

/** Stakes what the Kelly criterion says, or a fraction of it. */
export interface ISizingSchemaKelly extends ISizingSchemaBase {
  /** What tells the schemas apart. */
  method: "kelly-criterion";
  /** Share of the full Kelly stake, 0 or more: 0.25 by default, 1 stakes it in full, 0 nothing. */
  kellyMultiplier?: number | undefined;
}

/** Risks the same share of the balance on a move of so many average true ranges. */
export interface ISizingSchemaATR extends ISizingSchemaBase {
  /** What tells the schemas apart. */
  method: "atr-based";
  /** What that move may lose, percent of the balance, above 0 and at most 100. */
  riskPercentage: number;
  /** How many ATRs the move has, above 0; 2 by default. */
  atrMultiplier?: number | undefined;
}

/** How to size positions, as users register it with `addSizing`. */
export type ISizingSchema = ISizingSchemaFixedPercentage | ISizingSchemaKelly | ISizingSchemaATR;

/** The methods by which a position can be sized. */
export type SizingMethod = ISizingSchema["method"];

/** What every calculation needs. */
export interface ISizingCalculateParamsBase {
  /** Trading pair, such as `BTCUSDT`. */
  symbol: string;
  /** What the account holds, in quote currency, above 0. */
  accountBalance: number;
  /** Price of the entry, quote currency per unit of base, above 0. */
  priceOpen: number;
}

/** What `PositionSize.fixedPercentage` works with. */
export interface IPositionSizeFixedPercentageParams extends ISizingCalculateParamsBase {
  /**
   * Price of the stop, quote currency per unit of base, above 0. Its distance to the entry is what counts: whether the position is
   * long or short is not known here, so a stop on the wrong side of the entry is for the caller to notice.
   */
  priceStopLoss: number;
}

/** What `PositionSize.kellyCriterion` works with. */
export interface IPositionSizeKellyParams extends ISizingCalculateParamsBase {
  /** Share of trades that win, between 0 and 1, both excluded. One below about 1e-15 is rounding, and has no edge. */
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
  /** The method of the schema. */
  method: "fixed-percentage";
}

/** A calculation of a Kelly sizing. */
export interface ISizingCalculateParamsKelly extends IPositionSizeKellyParams {
  /** The method of the schema. */
  method: "kelly-criterion";
}

/** A calculation of an ATR sizing. */
export interface ISizingCalculateParamsATR extends IPositionSizeATRParams {
  /** The method of the schema. */
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
  | Readonly<Pick<ISizingSchemaKelly, "method"> & { kellyMultiplier: number }>
  | Readonly<Pick<ISizingSchemaATR, "method" | "riskPercentage"> & { atrMultiplier: number }>;

/** The limits of a sizing; `undefined` does not apply. */
export interface ISizingLimits {
  /** Percent of the balance. */
  readonly maxPositionPercentage: number | undefined;
  /** Units of base. */
  readonly minPositionSize: number | undefined;
  /** Units of base. */
  readonly maxPositionSize: number | undefined;
}

/** What the schema of a sizing comes down to. */
export interface ISizingTerms {
  readonly rule: SizingRule;
  readonly limits: ISizingLimits;
  /** The callback of the schema, called on its callbacks. */
  readonly onCalculate: ((quantity: number, params: ISizingCalculateParams) => unknown) | undefined;
}

/** Constructor parameters of `ClientSizing`. */
export interface ISizingParams {
  readonly sizingName: SizingName;
  /** As registered; read at each calculation. */
  readonly schema: ISizingSchema;
  readonly logger: ILogger;
  /** Reports a callback whose promise rejects. */
  readonly reportError: (error: unknown) => void;
}
