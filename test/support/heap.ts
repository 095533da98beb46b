import { queryObjects } from "node:v8";

/** Bytes in use after everything that can go has gone. Needs `--expose-gc`. */
export const measureHeap = async (): Promise<number> => {
  const { gc } = globalThis;
  if (gc === undefined) {
    throw new Error("run with --expose-gc");
  }
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Objects and functions that are alive. */
export const countObjects = (): number => queryObjects(Object, { format: "count" });
