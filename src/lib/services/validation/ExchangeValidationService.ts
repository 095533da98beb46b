import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { ExchangeSchemaService } from "../schema/ExchangeSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether an exchange is registered. */
export class ExchangeValidationService extends NameValidation {
  public readonly exchangeSchemaService = inject<ExchangeSchemaService>(TYPES.exchangeSchemaService);

  protected readonly registry = this.exchangeSchemaService;
}
