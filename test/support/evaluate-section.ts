import { compileFunction } from "node:vm";

/**
 * Runs a part of a generated program by itself.
 * @param code - the part
 * @param results - an expression of what to take out of it
 * @param surroundings - what it finds by name
 */
export const evaluateSection = <Result>(
  code: string,
  results: string,
  surroundings: Readonly<Record<string, unknown>>,
): Result => {
  const names = Object.keys(surroundings);
  const run = compileFunction(`"use strict";\n${code}\nreturn ${results};`, names);
  return run(...names.map((name) => surroundings[name]));
};
