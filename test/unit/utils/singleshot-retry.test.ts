import { describe, expect, it, vi } from "vitest";
import { singleshotWithRetry } from "../../../src/utils/singleshot-retry";

describe("singleshotWithRetry", () => {
  it("runs once and gives every caller the one promise", async () => {
    const run = vi.fn((value: number) => Promise.resolve(value));
    const once = singleshotWithRetry(run);
    const first = once(1);
    expect(once(2)).toBe(first);
    expect(await first).toBe(1);
    expect(await once(3)).toBe(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("runs again when it was cleared", async () => {
    const run = vi.fn((value: number) => Promise.resolve(value));
    const once = singleshotWithRetry(run);
    await once(1);
    once.clear();
    expect(await once(2)).toBe(2);
    expect(await once(3)).toBe(2);
  });

  it("concurrent callers share a failure, the next call tries again (pitfalls 68, 120)", async () => {
    const run = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(new Error("disk"))
      .mockResolvedValue("loaded");
    const once = singleshotWithRetry(run);
    expect(await Promise.allSettled([once(), once()])).toEqual([
      { status: "rejected", reason: new Error("disk") },
      { status: "rejected", reason: new Error("disk") },
    ]);
    expect(run).toHaveBeenCalledTimes(1);
    expect(await once()).toBe("loaded");
    expect(await once()).toBe("loaded");
    expect(run).toHaveBeenCalledTimes(2);
  });

  it("a run that throws before it returns a promise is a failure like any other", async () => {
    const once = singleshotWithRetry(
      vi
        .fn<() => Promise<number>>()
        .mockImplementationOnce(() => {
          throw new Error("at once");
        })
        .mockResolvedValue(7),
    );
    await expect(once()).rejects.toThrow("at once");
    expect(await once()).toBe(7);
  });
});
