import { DAY_MS } from "./interval";

/** Days a year: markets that never close trade on each of them. */
export const DAYS_PER_YEAR = 365;

/** One year of {@link DAYS_PER_YEAR} days in milliseconds. */
export const YEAR_MS = DAYS_PER_YEAR * DAY_MS;
