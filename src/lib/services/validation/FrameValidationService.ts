import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { FrameSchemaService } from "../schema/FrameSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether a period is registered. */
export class FrameValidationService extends NameValidation {
  public readonly frameSchemaService = inject<FrameSchemaService>(TYPES.frameSchemaService);

  protected readonly registry = this.frameSchemaService;
}
