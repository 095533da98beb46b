/** What a number of a sizing's schema may be. */
export interface INumberRange {
  /** The rule in words, behind "it must be". */
  readonly rule: string;
  /** Whether a number keeps the rule; `NaN` never does. */
  readonly contains: (value: number) => boolean;
}

const QUANTITY: INumberRange = {
  rule: "a finite number of at least 0",
  contains: (value) => value >= 0 && Number.isFinite(value),
};

/** The rules of the numbers in the schemas of sizings: the same at registration and at each calculation. */
export const SIZING_RANGES = {
  riskPercentage: {
    rule: "a percentage above 0 and at most 100",
    contains: (value) => value > 0 && value <= 100,
  },
  kellyMultiplier: QUANTITY,
  atrMultiplier: {
    rule: "a finite number above 0",
    contains: (value) => value > 0 && Number.isFinite(value),
  },
  maxPositionPercentage: {
    rule: "a percentage of at least 0 and at most 100",
    contains: (value) => value >= 0 && value <= 100,
  },
  minPositionSize: QUANTITY,
  maxPositionSize: QUANTITY,
} as const satisfies Readonly<Record<string, INumberRange>>;

/** A number in the schema of a sizing. */
export type SizingNumber = keyof typeof SIZING_RANGES;

/**
 * Whether a value may stand in a field of a sizing's schema.
 * @param field - name of the field
 * @param value - anything
 */
export const isSizingNumber = (field: SizingNumber, value: unknown): value is number =>
  typeof value === "number" && SIZING_RANGES[field].contains(value);
