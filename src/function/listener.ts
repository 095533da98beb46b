import { ConfigurationError } from "../errors/ConfigurationError";
import type { AwaitedHandler, AwaitedSubject } from "../utils/awaited-subject";
import { isPromiseLike } from "../utils/call-chain";
import { describeValue } from "../utils/describe-value";

/** Removes a listener; harmless when called twice or from inside of the listener. */
export type StopListening = () => void;

const checkFunction = (role: string, value: unknown): void => {
  if (typeof value !== "function") {
    throw new ConfigurationError(
      "LISTENER_INVALID",
      `a listener needs a function as ${role}, got ${describeValue(value)}`,
    );
  }
};

/**
 * Every `listen*` function attaches one handler. Emissions wait for it; it gets one event at a time, in order; what it
 * throws or rejects with is reported to `listenError` and harms neither the run nor other listeners.
 * @param handler - awaited by the emission
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a handler that is no function
 */
export const listen = <T>(subject: AwaitedSubject<T>, handler: AwaitedHandler<T>): StopListening => {
  checkFunction("handler", handler);
  return subject.attach(handler);
};

/**
 * Like {@link listen}, for the first event the filter accepts. The listener is gone before its handler runs.
 * @param filter - sees every event until it accepts one
 * @param handler - called once, with that event
 * @returns stops listening
 * @throws ConfigurationError `LISTENER_INVALID` for a filter or a handler that is no function
 */
export const listenOnce = <T>(
  subject: AwaitedSubject<T>,
  filter: (event: T) => boolean,
  handler: AwaitedHandler<T>,
): StopListening => {
  checkFunction("filter", filter);
  checkFunction("handler", handler);
  const answer = (event: T, isAccepted: unknown): unknown => {
    if (isAccepted) {
      stop();
      return handler(event);
    }
    return undefined;
  };
  const stop = subject.attach((event) => {
    const isAccepted: unknown = filter(event);
    // Untyped code may filter asynchronously: a promise is no answer yet, and its rejection must not get lost.
    return isPromiseLike(isAccepted)
      ? Promise.resolve(isAccepted).then((answered) => answer(event, answered))
      : answer(event, isAccepted);
  });
  return stop;
};
