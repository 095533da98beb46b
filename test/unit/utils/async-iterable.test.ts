import { describe, expect, it } from "vitest";
import { isAsyncIterable } from "../../../src/utils/async-iterable";

const iterate = async function* (): AsyncGenerator<number, void, undefined> {
  yield 1;
};

describe("isAsyncIterable", () => {
  it.each<[string, unknown]>([
    ["a generator", iterate()],
    ["an object with the method", { [Symbol.asyncIterator]: iterate }],
    ["a function with the method", Object.assign(() => undefined, { [Symbol.asyncIterator]: iterate })],
    ["a stream", new ReadableStream()],
  ])("%s is one", (_kind, value) => {
    expect(isAsyncIterable(value)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["an array", [1]],
    ["a set", new Set([1])],
    ["an async generator function", iterate],
    ["a promise", Promise.resolve(iterate())],
    ["a text", "text"],
    ["nothing", undefined],
    ["null", null],
    ["something else under the symbol", { [Symbol.asyncIterator]: 5 }],
  ])("%s is none", (_kind, value) => {
    expect(isAsyncIterable(value)).toBe(false);
  });
});
