import type { WireReport } from "./wire";

const LISTS = [
  "facts",
  "curves",
  "priceOutline",
  "trades",
  "statistics",
  "monthly",
  "distribution",
  "gaps",
  "warnings",
];

const isReport = (value: unknown): value is WireReport =>
  typeof value === "object" &&
  value !== null &&
  LISTS.every((name) => Array.isArray(Reflect.get(value, name)));

/** Reads the data that stands in the page. */
export const readReport = (): WireReport => {
  const value: unknown = JSON.parse(document.getElementById("report-data")?.textContent ?? "");
  if (!isReport(value)) {
    throw new Error("the data of this report is not complete");
  }
  return value;
};
