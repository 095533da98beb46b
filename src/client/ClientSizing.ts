import type { ISizing, ISizingCalculateParams, ISizingParams } from "../interfaces/Sizing.interface";
import { loadSizingWork } from "./load-sizing-work";
import { readSizingRequest } from "./sizing-request";

/** A way to size positions. Keeps nothing from one calculation to the next, and reads its schema at each. */
export class ClientSizing implements ISizing {
  public constructor(private readonly params: ISizingParams) {}

  /**
   * The quantity of a position, within the limits of the schema. Tells `onCalculate`.
   *
   * A position worth more than the balance is warned of through the logger, and is up to the caller: it takes leverage, or a
   * cap in the schema.
   * @param params - with the method of the schema; each field is read once
   * @returns units of base, finite, 0 or more
   * @throws SizingError `SIZING_METHOD_UNKNOWN` and `SIZING_SCHEMA_INVALID` for a schema that was changed since its registration,
   *   `SIZING_METHOD_MISMATCH`, `SIZING_INPUT_INVALID`, `SIZING_RESULT_INVALID`; what `onCalculate` throws
   */
  public async calculate(params: ISizingCalculateParams): Promise<number> {
    const { sizingName, logger } = this.params;
    const request = readSizingRequest(sizingName, params);
    logger.debug("ClientSizing calculate", { ...request });
    // Once it is there the size is known at once.
    const { calculateSize } = loadSizingWork.peek() ?? (await loadSizingWork());
    return calculateSize(this.params, request);
  }
}
