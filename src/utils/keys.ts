/**
 * The one place where cache keys are built. Ordinary names stay as they are; a `:` or `%` inside a name is
 * percent-encoded, so that two different pairs of names can never share a key.
 */

const encodePart = (part: string): string =>
  part.includes(":") || part.includes("%") ? part.replaceAll("%", "%25").replaceAll(":", "%3A") : part;

const decodePart = (part: string): string => part.replaceAll("%3A", ":").replaceAll("%25", "%");

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

/**
 * The symbol in the key of a position of that strategy; `null` for the key of another one. Knows the keys of earlier
 * releases as well, in which names were not encoded.
 */
export const readPositionSymbol = (key: string, strategyName: string): string | null => {
  const prefix = createPositionKey(strategyName, "");
  if (key.startsWith(prefix)) {
    return decodePart(key.slice(prefix.length));
  }
  return key.startsWith(`${strategyName}:`) ? key.slice(strategyName.length + 1) : null;
};

/** Whether a key that ends with a mode ends with this one. */
export const isKeyOfMode = (key: string, backtest: boolean): boolean =>
  key.endsWith(`:${modeName(backtest)}`);

/** `name`, for frames, sizings and optimizers. */
export const createNameKey = (name: string): string => name;
