import { isPromiseLike } from "./call-chain";

/**
 * Makes a promise of whatever can be awaited, once. Some libraries answer with an object that starts its work anew at each
 * `then`; the engine looks at an answer in several places and must not start it more than once.
 */
export const settleOnce = (value: unknown): unknown =>
  isPromiseLike(value) && !(value instanceof Promise) ? Promise.resolve(value) : value;
