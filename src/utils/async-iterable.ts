import { isObjectLike } from "./object-like";

/** Whether a value can be read with `for await`; arrays and other iterables that are not asynchronous are none. */
export const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  isObjectLike(value) && typeof Reflect.get(value, Symbol.asyncIterator) === "function";
