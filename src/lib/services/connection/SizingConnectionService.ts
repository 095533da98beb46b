import { ClientSizing } from "../../../client/ClientSizing";
import { errorEmitter } from "../../../config/emitters";
import type {
  ISizingCalculateParams,
  ISizingContext,
  SizingName,
} from "../../../interfaces/Sizing.interface";
import { createNameKey } from "../../../utils/keys";
import { memoizeClient } from "../../../utils/memoize-client";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { SizingSchemaService } from "../schema/SizingSchemaService";

/** Creates, caches and routes to one client per sizing. */
export class SizingConnectionService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly sizingSchemaService = inject<SizingSchemaService>(TYPES.sizingSchemaService);

  /**
   * The client of a sizing; created on first use.
   * @param sizingName - name of a registered sizing
   * @throws NotFoundError `NAME_UNKNOWN`; then nothing is cached
   */
  public readonly getSizing = memoizeClient(
    createNameKey,
    (sizingName: SizingName) =>
      new ClientSizing({
        sizingName,
        schema: this.sizingSchemaService.get(sizingName),
        logger: this.loggerService,
        reportError: (error) => void errorEmitter.next(error),
      }),
  );

  /**
   * The quantity of a position, within the limits of its sizing. Tells `onCalculate`.
   * @param params - with the method of the sizing, balance in quote currency, prices in quote currency per unit of base
   * @param context - which sizing
   * @returns units of base, finite, 0 or more
   * @throws NotFoundError `NAME_UNKNOWN`; SizingError `SIZING_METHOD_MISMATCH`, `SIZING_INPUT_INVALID`,
   *   `SIZING_RESULT_INVALID`, and `SIZING_METHOD_UNKNOWN` or `SIZING_SCHEMA_INVALID` for a schema that was changed since its
   *   registration; what `onCalculate` throws
   */
  public async calculate(params: ISizingCalculateParams, context: ISizingContext): Promise<number> {
    const sizingName = context?.sizingName;
    // Without the params: a logger that got them could change them.
    this.loggerService.log("sizingConnectionService calculate", { sizingName });
    return await this.getSizing(sizingName).calculate(params);
  }

  /**
   * Drops the client of a sizing; the next use reads its schema again.
   * @param sizingName - name of a sizing; without it all of them
   */
  public async clear(sizingName?: SizingName): Promise<void> {
    this.loggerService.log("sizingConnectionService clear", { sizingName });
    this.getSizing.clear(sizingName === undefined ? undefined : createNameKey(sizingName));
  }
}
