import { describe, expect, it, vi } from "vitest";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { notify } from "../../../src/utils/notify";

describe("notify", () => {
  it("calls at once and does not wait", () => {
    let isDone = false;
    notify(async () => {
      await yieldToEventLoop();
      isDone = true;
    }, vi.fn());
    expect(isDone).toBe(false);
  });

  it("reports what the callback throws", () => {
    const report = vi.fn();
    notify(() => {
      throw new Error("thrown");
    }, report);
    expect(report).toHaveBeenCalledExactlyOnceWith(new Error("thrown"));
  });

  it("reports what the callback rejects with, so that no rejection is left unhandled (pitfall 116)", async () => {
    const report = vi.fn();
    notify(() => Promise.reject(new Error("rejected")), report);
    await yieldToEventLoop();
    expect(report).toHaveBeenCalledExactlyOnceWith(new Error("rejected"));
  });

  it("reports nothing when the callback succeeds", async () => {
    const report = vi.fn();
    notify(() => 1, report);
    notify(() => Promise.resolve(1), report);
    await yieldToEventLoop();
    expect(report).not.toHaveBeenCalled();
  });
});
