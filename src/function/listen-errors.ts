import { errorEmitter, exitEmitter, validationSubject } from "../config/emitters";
import type { AwaitedHandler } from "../utils/awaited-subject";
import type { StopListening } from "./listener";
import { listen } from "./listener";

/**
 * Listens to what went wrong without ending a run: the thrown value as it is.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenError = (handler: AwaitedHandler<unknown>): StopListening => listen(errorEmitter, handler);

/**
 * Listens to the failure of a background run. The error has a code, as every error of this library.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenExit = (handler: AwaitedHandler<Error>): StopListening => listen(exitEmitter, handler);

/**
 * Listens to what a risk validation threw.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listenValidation = (handler: AwaitedHandler<unknown>): StopListening =>
  listen(validationSubject, handler);
