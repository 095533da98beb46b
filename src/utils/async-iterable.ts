/** Whether a value can be read with `for await`; arrays and other iterables that are not asynchronous are none. */
export const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  ((typeof value === "object" && value !== null) || typeof value === "function") &&
  typeof Reflect.get(value, Symbol.asyncIterator) === "function";
