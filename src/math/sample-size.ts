/** Fewest days, and fewest daily returns, from which a figure about a year or about a daily return is computed. */
export const MINIMUM_DAYS = 30;
