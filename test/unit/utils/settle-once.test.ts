import { describe, expect, it } from "vitest";
import { settleOnce } from "../../../src/utils/settle-once";

describe("settleOnce", () => {
  it("leaves what cannot be awaited, and promises, as they are", () => {
    const promise = Promise.resolve(1);
    const value = { then: "no function" };
    expect([settleOnce(5), settleOnce(null), settleOnce(value), settleOnce(promise)]).toEqual([
      5,
      null,
      value,
      promise,
    ]);
    expect(settleOnce(promise)).toBe(promise);
  });

  it("starts an answer that begins its work at each then only once", async () => {
    let starts = 0;
    const query: PromiseLike<string> = {
      then: (resolve) => {
        starts += 1;
        return Promise.resolve("rows").then(resolve);
      },
    };
    const answer = settleOnce(query);
    expect(await Promise.all([answer, answer, answer])).toEqual(["rows", "rows", "rows"]);
    expect(starts).toBe(1);
  });
});
