import { describe, expect, it } from "vitest";
import { hasLiveFields, shieldCallbacks } from "../../../src/utils/shield-callbacks";

const untouchable = {
  get: () => {
    throw new Error("touched");
  },
  getPrototypeOf: () => {
    throw new Error("touched");
  },
  getOwnPropertyDescriptor: () => {
    throw new Error("touched");
  },
  ownKeys: () => {
    throw new Error("touched");
  },
};

class Plain {
  public onTick(): void {
    // Nothing to do.
  }
}

class Live {
  public get onTick(): () => void {
    throw new Error("touched");
  }
}

describe("whether a look at fields may run code", () => {
  it.each<[string, object]>([
    ["an object of functions", { onTick: () => undefined, onOpen: undefined }],
    ["an instance of a class with methods", new Plain()],
    ["an object without a prototype", Object.create(null) as object],
  ])("not those of %s", (_name, owner) => {
    expect(hasLiveFields(owner)).toBe(false);
  });

  it.each<[string, object]>([
    ["an object with a getter", Object.defineProperty({}, "onTick", { get: () => undefined })],
    ["an instance of a class with a getter", new Live()],
    ["a proxy", new Proxy({}, untouchable)],
    ["an object whose prototype is a proxy", Object.setPrototypeOf({}, new Proxy({}, untouchable)) as object],
  ])("those of %s, and it finds out without running any", (_name, owner) => {
    expect(hasLiveFields(owner)).toBe(true);
  });
});

describe("callbacks as the engine may look at them", () => {
  interface Callbacks {
    readonly onTick?: () => string;
  }

  const shield = (callbacks: Callbacks | undefined): Callbacks | undefined =>
    shieldCallbacks(callbacks, (live) => ({ onTick: () => live.onTick?.() ?? "none" }));

  it("are those of the schema while their fields are plain", () => {
    const callbacks = { onTick: () => "plain" };
    expect(shield(callbacks)).toBe(callbacks);
    expect(shield(undefined)).toBeUndefined();
  });

  it("ask for the real ones when they are called, each time", () => {
    let asked = 0;
    const shielded = shield({
      get onTick() {
        asked += 1;
        return () => `call ${asked}`;
      },
    });
    expect(asked).toBe(0);
    expect([shielded?.onTick?.(), shielded?.onTick?.()]).toEqual(["call 1", "call 2"]);
  });
});
