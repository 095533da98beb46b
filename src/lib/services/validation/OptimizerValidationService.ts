import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { OptimizerSchemaService } from "../schema/OptimizerSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether an optimizer is registered. */
export class OptimizerValidationService extends NameValidation {
  public readonly optimizerSchemaService = inject<OptimizerSchemaService>(TYPES.optimizerSchemaService);

  protected readonly registry = this.optimizerSchemaService;
}
