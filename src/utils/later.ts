import type { Awaitable } from "../interfaces/Awaitable.interface";
import { enterScope } from "./async-scope";
import type { Later, Receiver } from "../interfaces/Receiver.interface";

/** The one answer that says so. */
export const LATER: Later = Object.freeze({ isLater: true });

/** Whether a receiver gets the value later. */
export const isLater = <T>(value: T | Later): value is Later => value === LATER;

/**
 * Hands on a value that is there at once; a receiver gets what has to be waited for.
 * @param value - what a step answered; what it has handed to the receiver itself is left alone
 */
export const deliver = <T>(value: Awaitable<T | Later>, receiver: Receiver<T>): T | Later => {
  if (!(value instanceof Promise)) {
    return value;
  }
  const take = (later: T | Later): void => {
    if (!isLater(later)) {
      receiver.take(later);
    }
  };
  void enterScope(() => value.then(take, (error: unknown) => receiver.fail(error)));
  return LATER;
};

/** Runs a step for a receiver, who gets also what it has at once or throws. @param argument - what the step works on */
export const deliverAll = <A, T>(
  step: (argument: A) => Awaitable<T | Later>,
  argument: A,
  receiver: Receiver<T>,
): void => {
  let value: T | Later;
  try {
    value = deliver(step(argument), receiver);
  } catch (error) {
    receiver.fail(error);
    return;
  }
  if (!isLater(value)) {
    receiver.take(value);
  }
};

/** A promise of what a step hands to a receiver, or has at once. */
export const promiseLater = <T>(step: (receiver: Receiver<T>) => Awaitable<T | Later>): Promise<T> =>
  new Promise((resolve, reject) => {
    const receiver = { take: resolve, fail: reject };
    deliverAll(step, receiver, receiver);
  });
