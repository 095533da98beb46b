import { describe, expect, it, vi } from "vitest";
import { onFirstUse } from "../../../src/utils/on-first-use";

describe("onFirstUse", () => {
  it("makes nothing before it is used, and then one thing for all", () => {
    const create = vi.fn(() => ({}));
    const get = onFirstUse(create);
    expect(create).not.toHaveBeenCalled();
    expect(get()).toBe(get());
    expect(create).toHaveBeenCalledTimes(1);
  });

  it("tries again when it could not be made", () => {
    const create = vi
      .fn(() => ({}))
      .mockImplementationOnce(() => {
        throw new Error("odd");
      });
    const get = onFirstUse(create);
    expect(get).toThrow("odd");
    expect(get()).toEqual({});
  });
});
