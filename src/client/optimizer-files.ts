/** Which pair of optimizer and symbol has written a file last, by its path. */
const writers = new Map<string, string>();

/**
 * Notes who writes a file. Names are put together with `_`, so that `news` on `BTC_USDT` and `news_BTC` on `USDT` share one.
 * @param path - absolute, without regard to how the name is encoded
 * @param pair - the optimizer and the symbol, in words
 * @returns the other pair of this process that wrote it before, if there is one
 */
export const noteWriter = (path: string, pair: string): string | undefined => {
  const before = writers.get(path);
  writers.set(path, pair);
  return before === pair ? undefined : before;
};
