import { errorEmitter } from "../../../config/emitters";
import type { PersistError } from "../../../errors/PersistError";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";

const logger = inject<LoggerService>(TYPES.loggerService);

/** Tells of something that nobody waits for: to `listenError` and to the logger. */
export const reportPersistError = (error: PersistError): void => {
  logger.warn(error.message, { error });
  void errorEmitter.next(error);
};
