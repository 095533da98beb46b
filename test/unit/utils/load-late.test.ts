import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it, vi } from "vitest";
import { LoadError } from "../../../src/errors/LoadError";
import { countLoadsUnderWay, loadLate } from "../../../src/utils/load-late";

const PART = { name: "part" };

describe("loadLate", () => {
  it("loads nothing before it is asked, and once for all who ask", async () => {
    const load = vi.fn(() => Promise.resolve(PART));
    const loadPart = loadLate("the part", load);
    expect(load).not.toHaveBeenCalled();
    const first = loadPart();
    expect(loadPart()).toBe(first);
    expect(await first).toBe(PART);
    expect(await loadPart()).toBe(PART);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it("counts a load while it is under way, also one that fails", async () => {
    let finish = (_part: typeof PART): void => undefined;
    const open = new Promise<typeof PART>((resolve) => {
      finish = resolve;
    });
    const loading = loadLate("the part", () => open)();
    const failing = loadLate("the part", () => Promise.reject(new Error("gone")))();
    expect(countLoadsUnderWay()).toBe(2);
    await expect(failing).rejects.toBeInstanceOf(LoadError);
    expect(countLoadsUnderWay()).toBe(1);
    finish(PART);
    await loading;
    expect(countLoadsUnderWay()).toBe(0);
  });

  it("says which part failed and why, to all who asked, and tries again at the next call", async () => {
    const cause = new Error("too many open files");
    const load = vi.fn<() => Promise<typeof PART>>().mockRejectedValueOnce(cause).mockResolvedValue(PART);
    const loadPart = loadLate("the part", load);
    const failures = await Promise.allSettled([loadPart(), loadPart()]);
    for (const failure of failures) {
      expect(failure).toMatchObject({
        status: "rejected",
        reason: {
          code: "PART_NOT_LOADED",
          message:
            "the part could not be loaded: too many open files; the files of the package must stay where they were installed",
          cause,
        },
      });
    }
    expect(await loadPart()).toBe(PART);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it("a load that throws at once is a failure like any other", async () => {
    const load = vi
      .fn<() => Promise<typeof PART>>()
      .mockImplementationOnce(() => {
        throw new Error("odd");
      })
      .mockResolvedValue(PART);
    const loadPart = loadLate("the part", load);
    await expect(loadPart()).rejects.toMatchObject({ code: "PART_NOT_LOADED" });
    expect(await loadPart()).toBe(PART);
  });

  it("leaves everybody who waits in the async context he asked from", async () => {
    const context = new AsyncLocalStorage<string>();
    const loadPart = loadLate("the part", () => Promise.resolve(PART));
    const ask = async (): Promise<string | undefined> => {
      await loadPart();
      return context.getStore();
    };
    expect(await Promise.all([context.run("one", ask), context.run("other", ask), ask()])).toEqual([
      "one",
      "other",
      undefined,
    ]);
  });
});
