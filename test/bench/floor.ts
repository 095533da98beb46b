import { AsyncLocalStorage } from "node:async_hooks";

const storage = new AsyncLocalStorage<number>();

const enter = async (turn: number): Promise<number | undefined> =>
  storage.run(turn, async () => storage.getStore());

/**
 * The floor under every figure: one empty `AsyncLocalStorage.run` with an `await` around it for each frame, the least that
 * an asynchronous step in a context can cost on this machine.
 * @param frames - how many
 */
export const walkFloor = async (frames: number): Promise<void> => {
  for (let turn = 0; turn < frames; turn += 1) {
    await enter(turn);
  }
};
