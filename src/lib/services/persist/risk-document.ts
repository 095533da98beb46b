import type { IRiskActivePosition } from "../../../interfaces/Risk.interface";
import { stringifyDocument } from "../../../utils/json-document";
import { createRowDocument } from "./row-document";

/** The stored form of a position. */
const createPositionDocument = (position: IRiskActivePosition): object =>
  position.signal ? { ...position, signal: createRowDocument(position.signal) } : position;

/** The stored form of the positions of a profile. */
export const createPositionsDocument = (
  positions: readonly (readonly [string, IRiskActivePosition])[],
): unknown[] => positions.map(([key, position]) => [key, createPositionDocument(position)]);

/** A profile writes all of its positions whenever one of them changes; the text of the others is known. */
const knownTexts = new WeakMap<IRiskActivePosition, string>();

const describePosition = (position: IRiskActivePosition): string => {
  const known = knownTexts.get(position);
  if (known !== undefined) {
    return known;
  }
  const text = stringifyDocument(createPositionDocument(position));
  knownTexts.set(position, text);
  return text;
};

/**
 * The stored form of the positions of a profile, sharing nothing with them.
 * @param positions - frozen, so that each is put into words once
 * @throws TypeError for what JSON would lose
 */
export const copyPositionsDocument = (
  positions: readonly (readonly [string, IRiskActivePosition])[],
): unknown => {
  const pairs = positions.map(([key, position]) => `[${JSON.stringify(key)},${describePosition(position)}]`);
  return JSON.parse(`[${pairs.join(",")}]`);
};
