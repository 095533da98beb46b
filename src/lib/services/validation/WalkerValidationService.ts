import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { WalkerSchemaService } from "../schema/WalkerSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether a walker is registered. */
export class WalkerValidationService extends NameValidation {
  public readonly walkerSchemaService = inject<WalkerSchemaService>(TYPES.walkerSchemaService);

  protected readonly registry = this.walkerSchemaService;
}
