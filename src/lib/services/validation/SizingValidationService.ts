import { SizingError } from "../../../errors/SizingError";
import type { SizingMethod, SizingName } from "../../../interfaces/Sizing.interface";
import { describeValue } from "../../../utils/describe-value";
import { readField } from "../../../utils/read-field";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { SizingSchemaService } from "../schema/SizingSchemaService";
import { NameValidation } from "./NameValidation";

/** Answers whether a sizing is registered, and for which method. */
export class SizingValidationService extends NameValidation {
  public readonly sizingSchemaService = inject<SizingSchemaService>(TYPES.sizingSchemaService);

  protected readonly registry = this.sizingSchemaService;

  /**
   * Checks that a sizing is registered, then that it sizes by a method.
   * @param name - any text
   * @param source - who asks, such as `PositionSize.atrBased`; part of the message
   * @param method - by which it has to size; without it any will do
   * @throws NotFoundError `NAME_UNKNOWN`; SizingError `SIZING_METHOD_MISMATCH`, `SIZING_SCHEMA_INVALID` for a method that cannot be read
   */
  public override validate(name: SizingName, source: string, method?: SizingMethod): void {
    super.validate(name, source);
    if (method === undefined) {
      return;
    }
    const configured = readField(this.sizingSchemaService.get(name), "method", (reason, cause) => {
      const message = `method of the schema ${reason} (sizingName=${name})`;
      return new SizingError("SIZING_SCHEMA_INVALID", message, { cause });
    });
    if (configured !== method) {
      throw new SizingError(
        "SIZING_METHOD_MISMATCH",
        `Sizing method mismatch: sizing "${name}" is configured as "${describeValue(configured)}" but "${method}" was requested at source=${source}`,
      );
    }
  }
}
