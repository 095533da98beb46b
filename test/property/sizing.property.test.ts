import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SizingError } from "../../src/errors/SizingError";
import type {
  ISizingCalculateParams,
  ISizingCalculateParamsATR,
  ISizingCalculateParamsFixedPercentage,
  ISizingCalculateParamsKelly,
  ISizingSchema,
  ISizingSchemaATR,
  ISizingSchemaFixedPercentage,
  ISizingSchemaKelly,
} from "../../src/interfaces/Sizing.interface";
import type { Fraction } from "../support/fraction";
import {
  distance,
  divide,
  isAtMost,
  larger,
  multiply,
  smaller,
  subtract,
  toFraction,
  ZERO,
} from "../support/fraction";
import { change, createSizing, createTold } from "../unit/client/sizing-fixtures";

interface Fixed {
  readonly schema: ISizingSchemaFixedPercentage;
  readonly params: ISizingCalculateParamsFixedPercentage;
}
interface Kelly {
  readonly schema: ISizingSchemaKelly;
  readonly params: ISizingCalculateParamsKelly;
}
interface Atr {
  readonly schema: ISizingSchemaATR;
  readonly params: ISizingCalculateParamsATR;
}
type Trial = Fixed | Kelly | Atr;

/** The ranges of one kind of numbers. */
interface Ranges {
  readonly money: fc.Arbitrary<number>;
  readonly price: fc.Arbitrary<number>;
  readonly percentage: fc.Arbitrary<number>;
  readonly multiplier: fc.Arbitrary<number>;
  readonly winRate: fc.Arbitrary<number>;
  readonly quantity: fc.Arbitrary<number>;
}

const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** What bots have. */
const USUAL: Ranges = {
  money: between(1, 1e9),
  price: between(1e-8, 1e7),
  percentage: between(0.01, 100),
  multiplier: between(0.01, 10),
  winRate: between(0.01, 0.99),
  quantity: between(1e-8, 1e9),
};

const ANY = between(Number.MIN_VALUE, Number.MAX_VALUE);

/** Whatever keeps the rules, up to the ends of what a double can be. */
const EXTREME: Ranges = {
  money: ANY,
  price: ANY,
  percentage: between(Number.MIN_VALUE, 100),
  multiplier: ANY,
  winRate: between(Number.MIN_VALUE, 1 - 2 ** -53),
  quantity: ANY,
};

/** Both, and both mixed. */
const MIXED: Ranges = {
  money: fc.oneof(USUAL.money, EXTREME.money),
  price: fc.oneof(USUAL.price, EXTREME.price),
  percentage: fc.oneof(USUAL.percentage, EXTREME.percentage),
  multiplier: fc.oneof(USUAL.multiplier, EXTREME.multiplier),
  winRate: fc.oneof(USUAL.winRate, EXTREME.winRate),
  quantity: fc.oneof(USUAL.quantity, EXTREME.quantity),
};

const limitsOf = ({ percentage, quantity }: Ranges) =>
  fc.record(
    {
      maxPositionPercentage: fc.oneof(percentage, fc.constant(0)),
      minPositionSize: fc.oneof(quantity, fc.constant(0)),
      maxPositionSize: fc.oneof(quantity, fc.constant(0)),
    },
    { requiredKeys: [] },
  );

const accountOf = ({ money, price }: Ranges) => ({
  symbol: fc.constant("BTCUSDT"),
  accountBalance: money,
  priceOpen: price,
});

/** Prices of no market have so many digits; with some room, so that no rounding decides. */
const PRICE_ROUNDING = toFraction(1.001e-12);

/** Whether a distance is one, in exact arithmetic, beside a price. */
const isDistance = (move: Fraction, price: number): boolean =>
  !isAtMost(move, multiply(toFraction(price), PRICE_ROUNDING));

const isApart = (first: number, second: number): boolean =>
  isDistance(distance(toFraction(first), toFraction(second)), Math.max(first, second));

const fixedOf = (ranges: Ranges): fc.Arbitrary<Fixed> =>
  fc
    .record({
      own: fc.record({ riskPercentage: ranges.percentage }),
      limits: limitsOf(ranges),
      params: fc.record({
        ...accountOf(ranges),
        priceStopLoss: ranges.price,
        method: fc.constant("fixed-percentage" as const),
      }),
    })
    .filter(({ params }) => isApart(params.priceOpen, params.priceStopLoss))
    .map(({ own, limits, params }) => ({
      schema: { sizingName: "s", method: "fixed-percentage", ...own, ...limits },
      params,
    }));

const kellyOf = (ranges: Ranges): fc.Arbitrary<Kelly> =>
  fc
    .record({
      own: fc.record({ kellyMultiplier: fc.oneof(ranges.multiplier, fc.constant(0)) }, { requiredKeys: [] }),
      limits: limitsOf(ranges),
      params: fc.record({
        ...accountOf(ranges),
        winRate: ranges.winRate,
        winLossRatio: ranges.multiplier,
        method: fc.constant("kelly-criterion" as const),
      }),
    })
    .map(({ own, limits, params }) => ({
      schema: { sizingName: "s", method: "kelly-criterion", ...own, ...limits },
      params,
    }));

const atrOf = (ranges: Ranges): fc.Arbitrary<Atr> =>
  fc
    .record({
      risk: ranges.percentage,
      own: fc.record({ atrMultiplier: ranges.multiplier }, { requiredKeys: [] }),
      limits: limitsOf(ranges),
      params: fc.record({
        ...accountOf(ranges),
        atr: ranges.price,
        method: fc.constant("atr-based" as const),
      }),
    })
    .filter(({ own, params: { atr, priceOpen } }) =>
      [1, own.atrMultiplier ?? 2].every((count) =>
        isDistance(multiply(toFraction(atr), toFraction(count)), priceOpen),
      ),
    )
    .map(({ risk, own, limits, params }) => ({
      schema: { sizingName: "s", method: "atr-based", riskPercentage: risk, ...own, ...limits },
      params,
    }));

const trialOf = (ranges: Ranges): fc.Arbitrary<Trial> =>
  fc.oneof(fixedOf(ranges), kellyOf(ranges), atrOf(ranges));

const HUNDRED = toFraction(100);
const ONE = toFraction(1);

/** Eight roundings of a double at most, relative to the exact size. */
const TOLERANCE = toFraction(2 ** -50);

/**
 * Where win and loss nearly cancel, Kelly's share is as inexact as they are: sixteen roundings of a double at most, relative
 * to the stake of the win rate alone.
 */
const KELLY_TOLERANCE = toFraction(2 ** -49);

/**
 * How far above the true one a win rate may lie that was worked out from a loss rate. An edge that is gone within two roundings of 1
 * is none, whatever the minimum; one that is gone within eight may be none.
 */
const SURELY_NO_EDGE = toFraction(2 ** -51);
const PERHAPS_NO_EDGE = toFraction(2 ** -49);

/** A size in exact arithmetic, and how far the calculated one may lie beside it. */
interface ExactSize {
  readonly size: Fraction;
  readonly tolerance: Fraction;
}

const riskedOf = (balance: number, percentage: number): Fraction =>
  divide(multiply(toFraction(balance), toFraction(percentage)), HUNDRED);

const exactFixed = ({ schema, params }: Fixed): ExactSize => {
  const risked = riskedOf(params.accountBalance, schema.riskPercentage);
  const size = divide(risked, distance(toFraction(params.priceOpen), toFraction(params.priceStopLoss)));
  return { size, tolerance: multiply(size, TOLERANCE) };
};

const exactAtr = ({ schema, params }: Atr): ExactSize => {
  const move = multiply(toFraction(params.atr), toFraction(schema.atrMultiplier ?? 2));
  const size = divide(riskedOf(params.accountBalance, schema.riskPercentage), move);
  return { size, tolerance: multiply(size, TOLERANCE) };
};

const exactKelly = ({ schema, params }: Kelly): ExactSize => {
  const win = toFraction(params.winRate);
  const edge = subtract(win, divide(subtract(ONE, win), toFraction(params.winLossRatio)));
  const multiplier = toFraction(schema.kellyMultiplier ?? 0.25);
  const perShare = divide(
    multiply(toFraction(params.accountBalance), multiplier),
    toFraction(params.priceOpen),
  );
  return {
    size: multiply(larger(ZERO, edge), perShare),
    tolerance: multiply(win, perShare, KELLY_TOLERANCE),
  };
};

const isFixed = (trial: Trial): trial is Fixed => trial.schema.method === "fixed-percentage";
const isKelly = (trial: Trial): trial is Kelly => trial.schema.method === "kelly-criterion";
const isAtr = (trial: Trial): trial is Atr => trial.schema.method === "atr-based";

const exactUnlimited = (trial: Trial): ExactSize => {
  if (isFixed(trial)) {
    return exactFixed(trial);
  }
  return isKelly(trial) ? exactKelly(trial) : exactAtr(trial);
};

const exactCap = ({ schema, params }: Trial): Fraction | undefined =>
  schema.maxPositionPercentage === undefined
    ? undefined
    : divide(riskedOf(params.accountBalance, schema.maxPositionPercentage), toFraction(params.priceOpen));

/** The limits move a size, and whatever it may be, no further apart; their own roundings count too. */
const exactLimited = (trial: Trial): ExactSize => {
  const { minPositionSize, maxPositionSize } = trial.schema;
  const cap = exactCap(trial);
  let { size, tolerance } = exactUnlimited(trial);
  if (minPositionSize !== undefined && size.top > 0n) {
    size = larger(size, toFraction(minPositionSize));
  }
  if (cap !== undefined) {
    size = smaller(size, cap);
    tolerance = larger(tolerance, multiply(cap, TOLERANCE));
  }
  if (maxPositionSize !== undefined) {
    size = smaller(size, toFraction(maxPositionSize));
  }
  return { size, tolerance };
};

/** Whether bets lose in the long run, or break even, in exact arithmetic, when the true win rate is lower by so much. */
const isEdgeGoneBelow = (trial: Trial, doubt: Fraction): boolean => {
  if (!isKelly(trial)) {
    return false;
  }
  const win = subtract(toFraction(trial.params.winRate), doubt);
  return isAtMost(multiply(win, toFraction(trial.params.winLossRatio)), subtract(ONE, win));
};

/** The size; `undefined` when it is refused for numbers that leave the range of doubles. */
const calculate = async (
  schema: ISizingSchema,
  params: ISizingCalculateParams,
): Promise<number | undefined> => {
  try {
    return await createSizing(schema).sizing.calculate(params);
  } catch (error) {
    expect(error).toMatchObject({ name: "SizingError", code: "SIZING_RESULT_INVALID" });
    return undefined;
  }
};

const expectSound = (trial: Trial, size: number): void => {
  const { maxPositionPercentage, maxPositionSize } = trial.schema;
  const { accountBalance, priceOpen } = trial.params;
  expect(Number.isFinite(size)).toBe(true);
  expect(size).toBeGreaterThanOrEqual(0);
  expect(Object.is(size, -0)).toBe(false);
  if (maxPositionPercentage !== undefined) {
    expect(size).toBeLessThanOrEqual((accountBalance * maxPositionPercentage) / 100 / priceOpen);
  }
  if (maxPositionSize !== undefined) {
    expect(size).toBeLessThanOrEqual(maxPositionSize);
  }
  if (isEdgeGoneBelow(trial, SURELY_NO_EDGE)) {
    expect(size).toBe(0);
    return;
  }
  if (isEdgeGoneBelow(trial, PERHAPS_NO_EDGE) && size === 0) {
    return;
  }
  const exact = exactLimited(trial);
  expect(isAtMost(distance(toFraction(size), exact.size), exact.tolerance)).toBe(true);
};

describe("sizes against exact arithmetic", () => {
  it("usual numbers always have a size, and it is the exact one but for rounding", async () => {
    await fc.assert(
      fc.asyncProperty(trialOf(USUAL), async (trial) => {
        const size = await calculate(trial.schema, trial.params);
        expect(size).toBeDefined();
        expectSound(trial, size ?? NaN);
      }),
      { numRuns: 1000 },
    );
  });

  it("numbers of any magnitude have the exact size but for rounding, or none and an error that says so", async () => {
    const seen = { sized: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.oneof(trialOf(EXTREME), trialOf(MIXED)), async (trial) => {
        const size = await calculate(trial.schema, trial.params);
        if (size === undefined) {
          seen.refused += 1;
        } else {
          seen.sized += 1;
          expectSound(trial, size);
        }
      }),
      { numRuns: 2000 },
    );
    expect(seen.sized).toBeGreaterThan(200);
    expect(seen.refused).toBeGreaterThan(200);
  });
});

describe("what a size risks", () => {
  /** What the trade loses at its stop, or on the move of its ATRs. */
  const lossOf = (trial: Fixed | Atr, size: number): Fraction =>
    multiply(
      toFraction(size),
      isAtr(trial)
        ? multiply(toFraction(trial.params.atr), toFraction(trial.schema.atrMultiplier ?? 2))
        : distance(toFraction(trial.params.priceOpen), toFraction(trial.params.priceStopLoss)),
    );

  it("only the minimum lifts it above what was asked for, and then to the minimum at most (pitfall 124)", async () => {
    let lifted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fixedOf(USUAL), atrOf(USUAL), fixedOf(MIXED), atrOf(MIXED)),
        async (trial) => {
          const { riskPercentage, minPositionSize = 0 } = trial.schema;
          const size = await calculate(trial.schema, trial.params);
          if (size === undefined) {
            return;
          }
          const asked = riskedOf(trial.params.accountBalance, riskPercentage);
          const rounding = multiply(asked, TOLERANCE);
          if (!isAtMost(subtract(lossOf(trial, size), rounding), asked)) {
            lifted += 1;
            expect(size).toBeLessThanOrEqual(minPositionSize);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(lifted).toBeGreaterThan(10);
  });

  it("caps of any magnitude hold to the last digit, whatever the minimum (pitfall 124)", async () => {
    const caps = fc.oneof(between(0, Number.MAX_VALUE), fc.constant(0));
    await fc.assert(
      fc.asyncProperty(trialOf(USUAL), caps, between(0, 100), ANY, async (trial, most, share, least) => {
        const limits = { maxPositionSize: most, maxPositionPercentage: share, minPositionSize: least };
        const size = await calculate({ ...trial.schema, ...limits }, trial.params);
        const { accountBalance, priceOpen } = trial.params;
        expect(size ?? 0).toBeLessThanOrEqual(most);
        expect(size ?? 0).toBeLessThanOrEqual((accountBalance * share) / 100 / priceOpen);
      }),
      { numRuns: 1000 },
    );
  });

  it("without an edge there is no position, whatever the limits (pitfall 125)", async () => {
    await fc.assert(
      fc.asyncProperty(kellyOf(MIXED), async (trial) => {
        fc.pre(exactKelly(trial).size.top === 0n);
        expect(await calculate(trial.schema, trial.params)).toBe(0);
      }),
    );
  });

  it("where win and loss cancel but for rounding there is none either (pitfall 125)", async () => {
    const off = fc.integer({ min: -2, max: 2 });
    await fc.assert(
      fc.asyncProperty(kellyOf(USUAL), off, async ({ schema, params }, roundings) => {
        const even = (1 - params.winRate) / params.winRate;
        const winLossRatio = even * (1 + roundings * Number.EPSILON);
        expect(await calculate(schema, { ...params, winLossRatio })).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("win rates that are worked out from loss rates (pitfall 125)", () => {
  /** Every loss rate of up to four decimals, as users write it. */
  const lossRates = fc
    .integer({ min: 1, max: 9999 })
    .map((loss) => Number(`0.${String(loss).padStart(4, "0")}`));
  const lossy = fc.record({ lossRate: lossRates, trial: kellyOf(USUAL), minPositionSize: USUAL.quantity });

  it("at break-even there is no position, whatever the minimum", async () => {
    await fc.assert(
      fc.asyncProperty(lossy, async ({ lossRate, trial, minPositionSize }) => {
        const winRate = 1 - lossRate;
        const shares = Math.round(lossRate * 10_000);
        for (const winLossRatio of [lossRate / (1 - lossRate), shares / (10_000 - shares)]) {
          const even = { ...trial.params, winRate, winLossRatio };
          expect(await calculate({ ...trial.schema, minPositionSize }, even)).toBe(0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("a step of a millionth above it there is one", async () => {
    await fc.assert(
      fc.asyncProperty(lossy, fc.boolean(), async ({ lossRate, trial, minPositionSize }, isShare) => {
        const even = lossRate / (1 - lossRate);
        const above = { winRate: 1 - lossRate, winLossRatio: isShare ? even * (1 + 1e-6) : even + 1e-6 };
        const schema = { sizingName: "s", method: "kelly-criterion", minPositionSize } as const;
        expect(await calculate(schema, { ...trial.params, ...above })).toBeGreaterThanOrEqual(
          minPositionSize,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe("numbers that break a rule (pitfall 126)", () => {
  const bad = fc.oneof(
    fc.double({ max: 0 }),
    fc.constantFrom<unknown>(NaN, Infinity, -Infinity, 0, -0, -1, undefined, null, "", "5", 5n, true, {}, []),
  );

  const inputFields = (params: ISizingCalculateParams): string[] =>
    Object.keys(params).filter((field) => field !== "symbol" && field !== "method");

  const schemaFields = (schema: ISizingSchema): string[] =>
    Object.keys(schema).filter((field) => field !== "sizingName" && field !== "method");

  it("an input is refused with its name, and nobody is told of a size", async () => {
    await fc.assert(
      fc.asyncProperty(trialOf(USUAL), fc.nat(), bad, async ({ schema, params }, index, value) => {
        const fields = inputFields(params);
        const field = fields[index % fields.length] ?? "";
        const { sizing, onCalculate } = createTold(schema);
        const error: unknown = await sizing
          .calculate(change(params, { [field]: value }))
          .catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(SizingError);
        expect(error).toMatchObject({
          code: "SIZING_INPUT_INVALID",
          message: expect.stringContaining(`got ${field}=`),
        });
        expect(onCalculate).not.toHaveBeenCalled();
      }),
    );
  });

  it("a number of the schema is refused with its name, when it was put there after the registration", async () => {
    await fc.assert(
      fc.asyncProperty(trialOf(USUAL), fc.nat(), bad, async ({ schema, params }, index, value) => {
        const fields = schemaFields(schema);
        fc.pre(fields.length > 0);
        const field = fields[index % fields.length] ?? "";
        // These mean the default, no limit, and a limit.
        const isRisk = field === "riskPercentage";
        fc.pre(value !== undefined || isRisk);
        fc.pre(value !== 0 || isRisk || field === "atrMultiplier");
        const { sizing, onCalculate } = createTold(change(schema, { [field]: value }));
        await expect(sizing.calculate(params)).rejects.toMatchObject({
          name: "SizingError",
          code: "SIZING_SCHEMA_INVALID",
          message: expect.stringContaining(`got ${field}=`),
        });
        expect(onCalculate).not.toHaveBeenCalled();
      }),
    );
  });
});
