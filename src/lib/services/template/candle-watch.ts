/** What notices that there are no candles. */
export const CANDLE_WATCH = `/** When this many tries to read candles have failed in a row, there are none. */
const CANDLE_FAILURE_LIMIT = 5;

/** Tries to read candles that have failed, since the last one that came to something. */
let failedCandleTries = 0;

/** Failures that have been counted, so that an error which is about them does not count again. @type {WeakSet<Error>} */
const countedFailures = new WeakSet();

/** Functions that read candles and are watched. @type {WeakSet<object>} */
const watchedReads = new WeakSet();

/**
 * Counts the tries of all registered exchanges that fail in a row, whoever wrote those, and ends the program when there are no
 * candles. The library tries each read several times, and follows a position through many reads before it calls one of them
 * failed. It is called before the launcher; an exchange that is registered later needs another call before it is used.
 */
async function watchCandles() {
  for (const exchange of await kit.listExchanges()) {
    const read = exchange.getCandles;
    if (watchedReads.has(read)) {
      continue;
    }
    /** @type {typeof read} */
    const watched = async (...values) => {
      try {
        const candles = await read.apply(exchange, values);
        requireCandles(candles);
        failedCandleTries = 0;
        return candles;
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(findReason(error));
        await countFailedTry(failure);
        throw failure;
      }
    };
    // An exchange that declares a signal is given one.
    Object.defineProperty(watched, "length", { value: read.length });
    watchedReads.add(watched);
    if (!Reflect.set(exchange, "getCandles", watched)) {
      refuseUnwatched(exchange.exchangeName, "give addExchange an object that can be changed");
    }
  }
}

/**
 * What the library refuses as a whole would fail each read, and be no failed try.
 *
 * @param {unknown} candles
 */
function requireCandles(candles) {
  // Years from 1973 to 5138 in milliseconds; what is below are seconds, what is above microseconds.
  /** @param {unknown} time */
  const isTime = (time) => typeof time === "number" && time > 1e11 && time < 1e14;
  if (!Array.isArray(candles) || !candles.every((candle) => isTime(candle?.timestamp))) {
    throw new Error("the answer is no list of candles with times in milliseconds");
  }
}

/** @param {Error} failure - of a try; as long as the end takes, nothing more is read */
async function countFailedTry(failure) {
  failedCandleTries += 1;
  countedFailures.add(failure);
  reportProblem(Object.assign(new Error(findReason(failure)), { code: "CANDLES_FAILED" }));
  if (failedCandleTries === CANDLE_FAILURE_LIMIT) {
    await endEarly("There are no candles");
  }
}

/**
 * Counts a read the library has given up, unless its tries are counted already: then there is one of which none came back.
 *
 * @param {Error} error - of the library
 */
async function countFailedRead(error) {
  if (!(error.cause instanceof Error) || !countedFailures.has(error.cause)) {
    await countFailedTry(error);
  }
}

/** @param {string} exchangeName @param {string} remedy */
function refuseUnwatched(exchangeName, remedy) {
  refuseToStart(\`nobody would notice when \${oneLine(exchangeName)} has no candles: \${remedy}\`);
}

/** @param {string} exchangeName - of an exchange that a strategy is about to use */
async function requireWatched(exchangeName) {
  const exchange = (await kit.listExchanges()).find((registered) => registered.exchangeName === exchangeName);
  if (exchange && !watchedReads.has(exchange.getCandles)) {
    refuseUnwatched(exchangeName, "register it before the launcher, or call programTools.watchCandles behind it");
  }
}`;

/** What stands before the launcher, whoever wrote that. */
export const CANDLE_WATCH_CALL = `// From here on it is noticed when there are no candles.
await programTools.watchCandles();`;
