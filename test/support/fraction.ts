/** A number as a fraction of whole ones, so that sums, products and quotients of doubles can be told exactly. */
export interface Fraction {
  readonly top: bigint;
  /** Above 0. */
  readonly bottom: bigint;
}

const FRACTION_BITS = 52n;
const SMALLEST_EXPONENT = 1074n;

/** The very number a finite double stands for. */
export const toFraction = (value: number): Fraction => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = bits >> FRACTION_BITS;
  const digits = bits & ((1n << FRACTION_BITS) - 1n);
  // Every double is a whole multiple of 2 ** -1074; those below 2 ** -1022 have no hidden digit.
  const top = exponent === 0n ? digits : (digits | (1n << FRACTION_BITS)) << (exponent - 1n);
  return { top: value < 0 ? -top : top, bottom: 1n << SMALLEST_EXPONENT };
};

export const ZERO: Fraction = { top: 0n, bottom: 1n };

export const add = (one: Fraction, other: Fraction): Fraction => ({
  top: one.top * other.bottom + other.top * one.bottom,
  bottom: one.bottom * other.bottom,
});

export const subtract = (one: Fraction, other: Fraction): Fraction =>
  add(one, { top: -other.top, bottom: other.bottom });

export const multiply = (...factors: readonly Fraction[]): Fraction => ({
  top: factors.reduce((product, { top }) => product * top, 1n),
  bottom: factors.reduce((product, { bottom }) => product * bottom, 1n),
});

/** By a divisor above 0. */
export const divide = (one: Fraction, by: Fraction): Fraction => ({
  top: one.top * by.bottom,
  bottom: one.bottom * by.top,
});

export const isAtMost = (one: Fraction, other: Fraction): boolean =>
  one.top * other.bottom <= other.top * one.bottom;

export const distance = (one: Fraction, other: Fraction): Fraction => {
  const { top, bottom } = subtract(one, other);
  return { top: top < 0n ? -top : top, bottom };
};

export const larger = (one: Fraction, other: Fraction): Fraction => (isAtMost(one, other) ? other : one);

export const smaller = (one: Fraction, other: Fraction): Fraction => (isAtMost(one, other) ? one : other);
