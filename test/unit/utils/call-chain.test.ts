import { describe, expect, it } from "vitest";
import {
  isInsideCallOf,
  isInsideUserCall,
  isInsideUserCode,
  isPromiseLike,
  openCall,
  rememberCallers,
  runCall,
} from "../../../src/utils/call-chain";
import { yieldToEventLoop } from "../../../src/utils/clock";

describe("the chain of running calls", () => {
  it("outside of any call nobody owns the code and it is no user code", () => {
    expect([isInsideCallOf({}), isInsideUserCode()]).toEqual([false, false]);
  });

  it("returns what the call returns and passes on what it throws", async () => {
    expect(runCall({}, "engine", () => 1)).toBe(1);
    await expect(runCall({}, "engine", () => Promise.resolve(2))).resolves.toBe(2);
    expect(() =>
      runCall({}, "engine", () => {
        throw new Error("thrown");
      }),
    ).toThrow("thrown");
  });

  it("knows all owners around the code, across await", async () => {
    const [outer, inner, stranger] = [{}, {}, {}];
    await runCall(outer, "engine", () =>
      runCall(inner, "engine", async () => {
        await yieldToEventLoop();
        expect([outer, inner, stranger].map(isInsideCallOf)).toEqual([true, true, false]);
      }),
    );
  });

  it("the innermost running call says whose code runs", async () => {
    const seen: boolean[] = [];
    await runCall({}, "user", async () => {
      seen.push(isInsideUserCode());
      await runCall({}, "engine", async () => {
        await yieldToEventLoop();
        seen.push(isInsideUserCode());
      });
      seen.push(isInsideUserCode());
    });
    expect(seen).toEqual([true, false, true]);
  });

  it("work that nobody awaited is outside as soon as its call has ended, and stays user code", async () => {
    const [outer, inner] = [{}, {}];
    let late: Promise<boolean[]> = Promise.resolve([]);
    await runCall(outer, "engine", async () => {
      runCall(inner, "user", () => {
        late = yieldToEventLoop().then(() => [
          isInsideCallOf(outer),
          isInsideCallOf(inner),
          isInsideUserCode(),
        ]);
      });
      await yieldToEventLoop();
      await yieldToEventLoop();
    });
    expect(await late).toEqual([true, false, true]);
  });

  it("a call that failed has ended too", async () => {
    const owner = {};
    let late: Promise<boolean> = Promise.resolve(true);
    const start = (): void => {
      late = yieldToEventLoop().then(() => isInsideCallOf(owner));
    };
    expect(() =>
      runCall(owner, "user", () => {
        start();
        throw new Error("thrown");
      }),
    ).toThrow();
    expect(await late).toBe(false);
    const failed = runCall(owner, "user", async () => {
      start();
      throw new Error("rejected");
    });
    await expect(failed).rejects.toThrow();
    expect(await late).toBe(false);
  });

  it("a call made by unawaited work hangs below the calls that still run", async () => {
    const [outer, ended, inner] = [{}, {}, {}];
    await runCall(outer, "engine", async () => {
      let late: Promise<void> = Promise.resolve();
      runCall(ended, "user", () => {
        late = yieldToEventLoop().then(() =>
          runCall(inner, "engine", () => {
            expect([outer, ended, inner].map(isInsideCallOf)).toEqual([true, false, true]);
          }),
        );
      });
      await late;
    });
  });
});

describe("isInsideUserCall", () => {
  it("is true below user code that runs, however deep, and not for what has outlived it inside of the engine", async () => {
    expect(isInsideUserCall()).toBe(false);
    await runCall({}, "engine", async () => {
      expect(isInsideUserCall()).toBe(false);
      let late: Promise<boolean> = Promise.resolve(true);
      runCall({}, "user", () => {
        expect(isInsideUserCall()).toBe(true);
        expect(runCall({}, "engine", isInsideUserCall)).toBe(true);
        late = yieldToEventLoop().then(isInsideUserCall);
      });
      expect(await late).toBe(false);
    });
  });
});

describe("rememberCallers", () => {
  it("lists the owners from the inside out, as long as their calls run", async () => {
    expect(rememberCallers()()).toEqual([]);
    const [outer, inner] = [{}, {}];
    let list = (): readonly object[] => [];
    await runCall(outer, "engine", async () => {
      await runCall(inner, "user", async () => {
        list = rememberCallers();
        expect(list().map((owner) => [outer, inner].indexOf(owner))).toEqual([1, 0]);
      });
      expect(list().map((owner) => [outer, inner].indexOf(owner))).toEqual([0]);
    });
    expect(list()).toEqual([]);
  });
});

describe("isPromiseLike", () => {
  it("is true for promises and thenables only", () => {
    const thenable = { then: () => undefined };
    expect([Promise.resolve(), thenable].map(isPromiseLike)).toEqual([true, true]);
    expect([undefined, null, 1, "then", {}, { then: 1 }, () => undefined].map(isPromiseLike)).toEqual(
      Array.from({ length: 7 }, () => false),
    );
  });

  it("a call whose end somebody else decides runs until then", async () => {
    const owner = {};
    const call = openCall(owner, "user");
    const isInside = await call.run(async () => {
      await yieldToEventLoop();
      const during = isInsideUserCall();
      call.end();
      return [during, isInsideUserCall(), isInsideUserCode()];
    });
    // Work that outlives its call stays user code.
    expect(isInside).toEqual([true, false, true]);
  });
});
