import { describe, it } from "vitest";
import { CANDLE_DATA_ADVICE, candleDataDirectory } from "./candle-files";

/**
 * A `describe` for tests on recorded candles. Without the files it is skipped, visibly, and its body is not run.
 * @param title - title of the group
 * @param body - defines the tests; gets the folder of the files
 */
export const describeWithCandleData = (title: string, body: (folder: string) => void): void => {
  const folder = candleDataDirectory();
  if (folder === null) {
    console.warn(`Skipped "${title}": ${CANDLE_DATA_ADVICE}.`);
    describe.skip(title, () => {
      it("needs recorded candles: set CANDLE_DATA_DIR", () => undefined);
    });
    return;
  }
  describe(title, () => {
    body(folder);
  });
};
