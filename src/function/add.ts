import type { IExchangeSchema } from "../interfaces/Exchange.interface";
import type { IFrameSchema } from "../interfaces/Frame.interface";
import type { IOptimizerSchema } from "../interfaces/Optimizer.interface";
import type { IRiskSchema } from "../interfaces/Risk.interface";
import type { ISizingSchema } from "../interfaces/Sizing.interface";
import type { IStrategySchema } from "../interfaces/Strategy.interface";
import type { IWalkerSchema } from "../interfaces/Walker.interface";
import { lib } from "../lib/index";

/** What a schema calls itself. Untyped code may hand in nothing at all, which the registry then refuses. */
const readName = <K extends string>(
  schema: Readonly<Record<K, string>> | null | undefined,
  field: K,
): string => schema?.[field] ?? "";

/** What a logger is shown: it may keep or edit that, and must not change what is registered. */
const copy = <T extends object>(schema: T | null | undefined): T | null | undefined =>
  typeof schema === "object" && schema !== null ? { ...schema } : schema;

/**
 * Registers an exchange: where candles come from and how prices and quantities are written. The object is kept as it
 * is, not copied.
 * @param schema - its `exchangeName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addExchange({
 *   exchangeName: "binance",
 *   getCandles: async (symbol, interval, since, limit) => fetchCandles(symbol, interval, since, limit),
 *   formatPrice: async (symbol, price) => price.toFixed(2),
 *   formatQuantity: async (symbol, quantity) => quantity.toFixed(6),
 * });
 */
export const addExchange = (schema: IExchangeSchema): void => {
  lib.loggerService.info("addExchange", { schema: copy(schema) });
  lib.exchangeSchemaService.register(readName(schema, "exchangeName"), schema);
};

/**
 * Registers a strategy. Its risk profiles may be registered later; a run checks that they exist. The object is kept as
 * it is, not copied.
 * @param schema - its `strategyName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addStrategy({
 *   strategyName: "breakout",
 *   interval: "15m",
 *   riskName: "conservative",
 *   getSignal: async (symbol, when) => findBreakout(symbol, when),
 * });
 */
export const addStrategy = (schema: IStrategySchema): void => {
  lib.loggerService.info("addStrategy", { schema: copy(schema) });
  lib.strategySchemaService.register(readName(schema, "strategyName"), schema);
};

/**
 * Registers a back-test period. The object is kept as it is, not copied.
 * @param schema - its `frameName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addFrame({
 *   frameName: "january",
 *   interval: "1m",
 *   startDate: new Date("2024-01-01T00:00:00Z"),
 *   endDate: new Date("2024-01-31T23:59:00Z"),
 * });
 */
export const addFrame = (schema: IFrameSchema): void => {
  lib.loggerService.info("addFrame", { schema: copy(schema) });
  lib.frameSchemaService.register(readName(schema, "frameName"), schema);
};

/**
 * Registers a risk profile, shared by all strategies that name it. The object is kept as it is, not copied.
 *
 * A rule that counts open positions works in live and in a single back-test. Back-tests that run in parallel on one
 * profile are at different simulated times and see each other's positions all the same; give each its own profile, or
 * judge the signal only.
 * @param schema - its `riskName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addRisk({
 *   riskName: "conservative",
 *   validations: [
 *     {
 *       note: "the stop is too wide",
 *       validate: ({ pendingSignal: { priceOpen, priceStopLoss } }) => {
 *         if (Math.abs(priceOpen - priceStopLoss) > priceOpen * 0.05) {
 *           throw new Error("more than 5 % to the stop");
 *         }
 *       },
 *     },
 *   ],
 * });
 */
export const addRisk = (schema: IRiskSchema): void => {
  lib.loggerService.info("addRisk", { schema: copy(schema) });
  lib.riskSchemaService.register(readName(schema, "riskName"), schema);
};

/**
 * Registers a way to size positions, for the functions of `PositionSize`. The object is kept as it is, not copied.
 * @param schema - its `sizingName` must not be in use, and its method and numbers must keep the rules of its type
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addSizing({
 *   sizingName: "one percent",
 *   method: "fixed-percentage",
 *   riskPercentage: 1,
 *   maxPositionPercentage: 100,
 * });
 */
export const addSizing = (schema: ISizingSchema): void => {
  lib.loggerService.info("addSizing", { schema: copy(schema) });
  lib.sizingSchemaService.register(readName(schema, "sizingName"), schema);
};

/**
 * Registers a walker: strategies to be compared on one exchange and period. They may be registered later; a run checks that
 * they exist. The object is kept as it is, not copied.
 * @param schema - its `walkerName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addWalker({
 *   walkerName: "which trend",
 *   exchangeName: "binance",
 *   frameName: "january",
 *   strategies: ["fast trend", "slow trend"],
 *   metric: "totalPnl",
 * });
 */
export const addWalker = (schema: IWalkerSchema): void => {
  lib.loggerService.info("addWalker", { schema: copy(schema) });
  lib.walkerSchemaService.register(readName(schema, "walkerName"), schema);
};

/**
 * Registers an optimizer: data of which a language model makes strategies, and how they are compared. The object is kept as
 * it is, not copied.
 *
 * A source is a function that is asked for page after page, a function that gives an async iterable, such as an
 * `async function*`, an async iterable, or an object with one of these as `fetch` and texts of its own.
 * @param schema - its `optimizerName` must not be in use
 * @throws RegistrationError `SCHEMA_INVALID` or `NAME_TAKEN`; nothing is registered then
 * @example
 * addOptimizer({
 *   optimizerName: "news",
 *   rangeTrain: [{ startDate: new Date("2024-01-01T00:00:00Z"), endDate: new Date("2024-01-31T00:00:00Z") }],
 *   rangeTest: { startDate: new Date("2024-02-01T00:00:00Z"), endDate: new Date("2024-02-29T00:00:00Z") },
 *   source: [({ symbol, startDate, endDate, limit, offset }) => fetchNews(symbol, startDate, endDate, limit, offset)],
 *   getPrompt: (symbol, messages) => askModel(symbol, messages),
 * });
 */
export const addOptimizer = (schema: IOptimizerSchema): void => {
  lib.loggerService.info("addOptimizer", { schema: copy(schema) });
  lib.optimizerSchemaService.register(readName(schema, "optimizerName"), schema);
};
