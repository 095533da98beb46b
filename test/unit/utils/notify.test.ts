import { describe, expect, it, vi } from "vitest";
import { yieldToEventLoop } from "../../../src/utils/clock";
import { afterCallbacks, hasUnsettledCallbacks, letCallbacksGoOn, notify } from "../../../src/utils/notify";

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

describe("callbacks nobody waits for", () => {
  it("count until they settle, one way or the other", async () => {
    expect(hasUnsettledCallbacks()).toBe(false);
    notify(() => Promise.resolve(1), vi.fn());
    notify(() => Promise.reject(new Error("rejected")), vi.fn());
    expect(hasUnsettledCallbacks()).toBe(true);
    await letCallbacksGoOn();
    expect(hasUnsettledCallbacks()).toBe(false);
    notify(() => 1, vi.fn());
    expect(hasUnsettledCallbacks()).toBe(false);
  });

  it("come to their end when they only wait for what is there", async () => {
    let steps = 0;
    notify(async () => {
      for (; steps < 20; steps += 1) {
        await Promise.resolve();
      }
    }, vi.fn());
    await letCallbacksGoOn();
    expect(steps).toBe(20);
  });

  it("are left behind when they wait for something else", async () => {
    let isDone = false;
    notify(async () => {
      await yieldToEventLoop();
      isDone = true;
    }, vi.fn());
    await letCallbacksGoOn();
    expect(isDone).toBe(false);
    await yieldToEventLoop();
    await letCallbacksGoOn();
    expect([isDone, hasUnsettledCallbacks()]).toEqual([true, false]);
  });

  it("come before what follows, which waits for nothing when there are none", async () => {
    expect(afterCallbacks("value")).toBe("value");
    const seen: string[] = [];
    notify(async () => {
      await Promise.resolve();
      seen.push("callback");
    }, vi.fn());
    seen.push(await afterCallbacks("value"));
    expect(seen).toEqual(["callback", "value"]);
  });
});
