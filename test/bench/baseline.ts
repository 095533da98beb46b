import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<number>();
const TURNS = 200_000;

const enter = async (turn: number): Promise<number | undefined> =>
  storage.run(turn, async () => storage.getStore());

/**
 * The unit of every figure: one empty `AsyncLocalStorage.run` with an `await` around it, the least a tick in a context can
 * cost on this machine.
 * @returns milliseconds per turn
 */
export const measureEmptyContext = async (): Promise<number> => {
  const start = performance.now();
  for (let turn = 0; turn < TURNS; turn += 1) {
    await enter(turn);
  }
  return (performance.now() - start) / TURNS;
};
