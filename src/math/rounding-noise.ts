/**
 * What is left of two numbers written in decimals that should be equal, as a share of the larger one: a few roundings of a double
 * (0.1 + 0.2 is not 0.3 in binary). A difference within it carries no information.
 */
export const ROUNDING_NOISE = 4 * Number.EPSILON;
