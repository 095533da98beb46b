/** What notices that there are no candles. */
export const CANDLE_WATCH = `/** When reads of candles have failed this often in a row, there are none. */
const CANDLE_FAILURE_LIMIT = 5;

/** Reads of candles that have failed, since the last one that came to something. */
let failedCandleReads = 0;

/**
 * Counts the reads of all registered exchanges that fail in a row, whoever wrote those. The library tries each read several
 * times, and follows a position through many reads before it calls one of them failed: here each try counts.
 *
 * @param {() => unknown} onLost - told when there are no candles; as long as it takes, nothing more is read
 */
async function watchCandles(onLost) {
  for (const exchange of await kit.listExchanges()) {
    const read = exchange.getCandles;
    /** @type {typeof read} */
    const watched = async (...values) => {
      try {
        const candles = await read.apply(exchange, values);
        failedCandleReads = 0;
        return candles;
      } catch (error) {
        failedCandleReads += 1;
        if (failedCandleReads === CANDLE_FAILURE_LIMIT) {
          reportProblem(Object.assign(new Error(findReason(error)), { code: "CANDLES_FAILED" }));
          await onLost();
        }
        throw error;
      }
    };
    // An exchange that declares a signal is given one.
    Object.defineProperty(watched, "length", { value: read.length });
    if (!Reflect.set(exchange, "getCandles", watched)) {
      const reason = "give addExchange an object that can be changed";
      throw new Error(\`nobody would notice when \${oneLine(exchange.exchangeName)} has no candles: \${reason}\`);
    }
  }
}`;
