import { createHash } from "node:crypto";

const LENGTH = 6;
const BASE = 36;
const DIGITS = 12;

/**
 * Six lowercase letters and digits that belong to some names: always the same ones, and hardly ever those of other names.
 * @param names - any texts
 */
export const createNamePrefix = (...names: readonly string[]): string => {
  const hash = createHash("sha256").update(JSON.stringify(names)).digest("hex");
  const number = parseInt(hash.slice(0, DIGITS), 16) % BASE ** LENGTH;
  return number.toString(BASE).padStart(LENGTH, "0");
};
