import * as z from "zod/mini";
import type { RiskData } from "../../../interfaces/Persist.interface";
import type { IRiskActivePosition } from "../../../interfaces/Risk.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import { stringifyDocument } from "../../../utils/json-document";
import { createPositionKey, readPositionSymbol } from "../../../utils/keys";
import { onFirstUse } from "../../../utils/on-first-use";
import type { Parsed } from "./parsed-document";
import { broken, parseBy, sound } from "./parsed-document";
import { createRowDocument, parseStoredSignal } from "./row-document";

/** What every release has written; the symbol and the row came later. */
const createPositionSchema = () =>
  z.looseObject({
    strategyName: z.string(),
    exchangeName: z.nullish(z.string()),
    symbol: z.nullish(z.string()),
    openTimestamp: z.number(),
    signal: z.nullish(z.looseObject({})),
  });

const getPairsSchema = onFirstUse(() => z.array(z.tuple([z.string(), createPositionSchema()])));

type StoredPair = z.infer<ReturnType<typeof getPairsSchema>>[number];

const parsePosition = ([key, stored]: StoredPair): Parsed<[string, IRiskActivePosition]> => {
  const { strategyName, openTimestamp } = stored;
  const symbol = readPositionSymbol(key, strategyName);
  if (symbol === null || symbol === "" || (stored.symbol ?? symbol) !== symbol) {
    return broken(`${key} is not the key of a position of ${strategyName} on ${stored.symbol ?? "a symbol"}`);
  }
  const exchangeName = stored.exchangeName ?? "";
  const signal = parseStoredSignal(stored.signal ?? null, { symbol, strategyName, exchangeName }, "signal");
  if (!signal.isSound) {
    return broken(`${key}: ${signal.problem}`);
  }
  const row = signal.value?.row ?? null;
  return sound([
    createPositionKey(strategyName, symbol),
    { signal: row, symbol, strategyName, exchangeName, openTimestamp },
  ]);
};

/** The positions of a profile, with what earlier releases left out. */
export const parsePositions = (document: unknown): Parsed<RiskData> => {
  const pairs = parseBy(getPairsSchema(), document);
  if (!pairs.isSound) {
    return pairs;
  }
  const positions: RiskData = [];
  for (const pair of pairs.value) {
    const position = parsePosition(pair);
    if (!position.isSound) {
      return position;
    }
    positions.push(position.value);
  }
  return sound(deepFreeze(positions));
};

const isRiskData = (document: unknown): document is RiskData => getPairsSchema().safeParse(document).success;

/** The positions of a profile, as they are stored. A document of an earlier release may lack symbols. */
export const parseStoredPositions = (document: unknown): Parsed<RiskData> =>
  isRiskData(document) ? sound(deepFreeze(document)) : broken("these are no pairs of a key and a position");

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
