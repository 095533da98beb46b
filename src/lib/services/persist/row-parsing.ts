import * as z from "zod/mini";
import type {
  IStoredSignal,
  IStoredSignalOwner,
  IStoredTransition,
} from "../../../interfaces/Persist.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import { deepFreeze } from "../../../utils/deep-freeze";
import { onFirstUse } from "../../../utils/on-first-use";
import type { Parsed } from "./parsed-document";
import { broken, parseBy, sound } from "./parsed-document";
import { CURRENT_VERSION, type RowKind } from "./row-document";

const createTextField = (absent: string) =>
  z.pipe(
    z.nullish(z.string()),
    z.transform((text) => text ?? absent),
  );

/** Latest time a date can show, ms. */
const LATEST_MS = 8.64e15;

/** A time that is not known is no number; comparisons with it are all false. */
const createTimeField = () =>
  z.pipe(
    z.nullish(z.number().check(z.positive(), z.maximum(LATEST_MS))),
    z.transform((time) => time ?? NaN),
  );

const createTransitionSchema = (): z.ZodMiniType<IStoredTransition> =>
  z.discriminatedUnion("action", [
    z.object({ action: z.literal("scheduled"), currentPrice: z.number() }),
    z.object({
      action: z.literal("closed"),
      currentPrice: z.number(),
      closeReason: z.enum(["time_expired", "take_profit", "stop_loss"]),
      closeTimestamp: z.number(),
      pnl: z.object({ pnlPercentage: z.number(), priceOpen: z.number(), priceClose: z.number() }),
    }),
    z.object({
      action: z.literal("cancelled"),
      currentPrice: z.number(),
      reason: z.enum(["timeout", "price", "risk", "stopped", "end_of_data"]),
      closeTimestamp: z.number(),
    }),
  ]);

/** Fields the library does not know come through as they are. */
const getRowSchema = onFirstUse(() =>
  z
    .looseObject({
      id: z.string().check(z.minLength(1)),
      position: z.enum(["long", "short"]),
      note: createTextField(""),
      priceOpen: z.number().check(z.positive()),
      priceTakeProfit: z.number().check(z.positive()),
      priceStopLoss: z.number().check(z.positive()),
      minuteEstimatedTime: z.number().check(z.positive()),
      symbol: createTextField(""),
      strategyName: createTextField(""),
      exchangeName: createTextField(""),
      scheduledAt: createTimeField(),
      pendingAt: createTimeField(),
      entry: z.pipe(
        z.nullish(z.enum(["market", "limit"])),
        z.transform((entry) => entry ?? "limit"),
      ),
      _transition: z.pipe(
        z.nullish(createTransitionSchema()),
        z.transform((transition) => transition ?? null),
      ),
      _isIdMadeUp: z.nullish(z.boolean()),
    })
    .check(
      z.refine(
        ({ position, priceOpen, priceTakeProfit, priceStopLoss }) =>
          position === "long"
            ? priceStopLoss <= priceOpen && priceOpen <= priceTakeProfit
            : priceTakeProfit <= priceOpen && priceOpen <= priceStopLoss,
        { error: "the prices are in no order that makes sense for the position" },
      ),
    ),
);

const getVersionSchema = onFirstUse(() =>
  z.looseObject({ _version: z.nullish(z.int().check(z.minimum(1))) }),
);

/**
 * Checks the stored form of a row.
 * @param owner - fills in the names an old row lacks
 * @param kind - the store it came from
 */
export const parseStoredSignal = (
  document: unknown,
  owner: IStoredSignalOwner,
  kind: RowKind,
): Parsed<IStoredSignal | null> => {
  if (document === null) {
    return sound(null);
  }
  const versioned = parseBy(getVersionSchema(), document);
  if (!versioned.isSound) {
    return versioned;
  }
  const version = versioned.value._version ?? CURRENT_VERSION;
  if (version > CURRENT_VERSION) {
    return broken(`_version ${version} was written by a later release of the library`);
  }
  const parsed = parseBy(getRowSchema(), document);
  if (!parsed.isSound) {
    return parsed;
  }
  const { _version, _transition: transition, _isIdMadeUp: isIdMadeUp, ...fields } = parsed.value;
  const row: ISignalRow = {
    ...fields,
    symbol: fields.symbol || owner.symbol,
    strategyName: fields.strategyName || owner.strategyName,
    exchangeName: fields.exchangeName || owner.exchangeName,
    _isScheduled: kind === "schedule",
  };
  return sound(deepFreeze({ row, transition, ...(isIdMadeUp === true && { isIdMadeUp }) }));
};
