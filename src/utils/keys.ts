/**
 * The one place where cache keys are built. Ordinary names stay as they are; a `:` or `%` inside a name is
 * percent-encoded, so that two different pairs of names can never share a key.
 */

const encodePart = (part: string): string =>
  part.includes(":") || part.includes("%") ? part.replaceAll("%", "%25").replaceAll(":", "%3A") : part;

/** The last part of a key: the mode as a word. */
export const modeName = (backtest: boolean): "backtest" | "live" => (backtest ? "backtest" : "live");

/** `symbol:strategyName` */
export const createPairKey = (symbol: string, strategyName: string): string =>
  `${encodePart(symbol)}:${encodePart(strategyName)}`;

/** `symbol:strategyName:mode` */
export const createStrategyKey = (symbol: string, strategyName: string, backtest: boolean): string =>
  `${createPairKey(symbol, strategyName)}:${modeName(backtest)}`;

/** `name:mode`, for exchanges, risk profiles and signals. */
export const createModeKey = (name: string, backtest: boolean): string =>
  `${encodePart(name)}:${modeName(backtest)}`;

/** `strategyName:symbol`, for the positions of a risk profile. */
export const createPositionKey = (strategyName: string, symbol: string): string =>
  createPairKey(strategyName, symbol);

/** Whether a key that ends with a mode ends with this one. */
export const isKeyOfMode = (key: string, backtest: boolean): boolean =>
  key.endsWith(`:${modeName(backtest)}`);

/** `name`, for frames. */
export const createNameKey = (name: string): string => name;
