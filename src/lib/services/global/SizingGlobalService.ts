import type { ISizingCalculateParams, ISizingContext } from "../../../interfaces/Sizing.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { SizingConnectionService } from "../connection/SizingConnectionService";
import type { SizingValidationService } from "../validation/SizingValidationService";

/** Entry to the sizings. Needs no run and no context. */
export class SizingGlobalService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);
  public readonly sizingConnectionService = inject<SizingConnectionService>(TYPES.sizingConnectionService);
  public readonly sizingValidationService = inject<SizingValidationService>(TYPES.sizingValidationService);

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
    this.loggerService.log("sizingGlobalService calculate", { sizingName });
    this.sizingValidationService.validate(sizingName, "sizingGlobalService calculate");
    return await this.sizingConnectionService.calculate(params, { sizingName });
  }
}
