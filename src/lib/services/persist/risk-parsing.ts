import * as z from "zod/mini";
import type { RiskData } from "../../../interfaces/Persist.interface";
import type { IRiskActivePosition } from "../../../interfaces/Risk.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import { createPositionKey, readPositionSymbol } from "../../../utils/keys";
import { onFirstUse } from "../../../utils/on-first-use";
import type { Parsed } from "./parsed-document";
import { broken, parseBy, sound } from "./parsed-document";
import { parseStoredSignal } from "./row-parsing";

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
