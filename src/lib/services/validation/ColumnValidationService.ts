import { validateColumns } from "../../../config/columns";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";

/** Answers whether the columns of reports are sound. */
export class ColumnValidationService {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /**
   * Checks the columns in force.
   * @throws ConfigurationError `COLUMNS_INVALID` with every problem as a numbered list
   */
  public validate(): void {
    this.loggerService.log("columnValidationService validate");
    validateColumns();
  }
}
