/** Runs a step inside of some context. */
export type EnterContext = <R>(step: () => R) => R;

/**
 * Runs every step of an iterator inside of a context, its consumer outside. A consumer that leaves early ends the
 * iterator; one that has ended by itself is not asked to end again.
 */
export const iterateInside = async function* <T>(
  iterator: AsyncIterable<T>,
  enter: EnterContext,
): AsyncGenerator<T, void, undefined> {
  const steps = enter(() => iterator[Symbol.asyncIterator]());
  let isOpen = false;
  try {
    for (;;) {
      isOpen = false;
      const step = await enter(() => steps.next());
      if (step.done === true) {
        return;
      }
      isOpen = true;
      yield step.value;
    }
  } finally {
    if (isOpen) {
      await enter(() => steps.return?.());
    }
  }
};
