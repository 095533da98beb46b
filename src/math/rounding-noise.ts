/**
 * What is left of two numbers written in decimals that should be equal, as a share of the larger one: a few roundings of a double
 * (0.1 + 0.2 is not 0.3 in binary). A difference within it carries no information.
 */
export const ROUNDING_NOISE = 4 * Number.EPSILON;

/**
 * What is left of two prices that should be equal, as a share of the larger one: 0.1 added up a hundred times is 2e-15 beside 10,
 * and ten thousand additions stay within this. No market has prices with twelve digits, so a distance within it is none.
 */
export const PRICE_NOISE = 1e-12;
