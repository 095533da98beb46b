/** One day in milliseconds. */
export const DAY_MS = 86_400_000;

/** Days a year: markets that never close trade on each of them. */
export const DAYS_PER_YEAR = 365;

/** One year of {@link DAYS_PER_YEAR} days in milliseconds. */
export const YEAR_MS = DAYS_PER_YEAR * DAY_MS;
