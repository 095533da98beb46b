import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { RiskSchemaService } from "../schema/RiskSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether a risk profile is registered. */
export class RiskValidationService extends NameValidation {
  public readonly riskSchemaService = inject<RiskSchemaService>(TYPES.riskSchemaService);

  protected readonly registry = this.riskSchemaService;
}
