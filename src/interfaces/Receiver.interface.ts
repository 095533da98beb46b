/** In place of a value that its receiver gets later. */
export interface Later {
  readonly isLater: true;
}

/**
 * Gets what was not there at once: one call of one of its methods, never before the call that answered {@link Later} has
 * returned. It takes care of what goes wrong in it, for nobody is there to catch it. Where a step is made of several layers, a
 * receiver handed down through them saves each of them a promise.
 */
export interface Receiver<T> {
  take(value: T): void;
  fail(error: unknown): void;
}
