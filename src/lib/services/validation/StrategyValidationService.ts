import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { StrategySchemaService } from "../schema/StrategySchemaService";
import { NameValidation } from "./NameValidation";
import type { RiskValidationService } from "./RiskValidationService";

/** Answers whether a strategy and the risk profiles it names are registered. */
export class StrategyValidationService extends NameValidation {
  public readonly strategySchemaService = inject<StrategySchemaService>(TYPES.strategySchemaService);
  public readonly riskValidationService = inject<RiskValidationService>(TYPES.riskValidationService);

  protected readonly registry = this.strategySchemaService;

  /**
   * Checks the strategy, then its `riskName`, then each entry of its `riskList`.
   * @param name - any text
   * @param source - who asks, such as `BacktestUtils.run`; part of the message
   * @throws NotFoundError `NAME_UNKNOWN` for the first name that is missing
   */
  public override validate(name: string, source: string): void {
    super.validate(name, source);
    const { riskName, riskList } = this.strategySchemaService.get(name);
    if (riskName) {
      this.riskValidationService.validate(riskName, source);
    }
    for (const entry of riskList ?? []) {
      this.riskValidationService.validate(entry, source);
    }
  }
}
