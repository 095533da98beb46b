import { AsyncResource } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import {
  enterScope,
  getScope,
  lookInsideCall,
  lookInsideScope,
  lookInsideTick,
  runInsideCall,
  runInsideRun,
  runInsideTick,
  runUpTo,
  type CallLink,
  type TickScope,
} from "../../../src/utils/async-scope";
import { yieldToEventLoop } from "../../../src/utils/clock";

const createCall = (kind: CallLink["kind"]): CallLink => ({
  isRunning: true,
  owner: {},
  kind,
  parent: undefined,
});

const RUN = { strategyName: "s", exchangeName: "e", frameName: "f" };

const TICK: TickScope = {
  time: 1,
  backtest: true,
  isVisible: true,
  holdsBack: false,
  context: { symbol: "BTCUSDT", when: new Date(1), backtest: true },
  requireOpen: () => undefined,
  peek: () => undefined,
  hide: () => TICK,
};

describe("the scope code runs in", () => {
  it("is empty outside of everything", () => {
    expect(getScope()).toEqual({ call: undefined, tick: undefined, run: undefined, dataEnd: undefined });
  });

  it("each part is entered by itself and leaves the others as they are, also behind an await", async () => {
    const call = createCall("engine");
    const expected = { call, tick: TICK, run: RUN, dataEnd: 5 };
    await runInsideCall(call, () =>
      runInsideTick(TICK, () =>
        runInsideRun(RUN, () =>
          runUpTo(5, async () => {
            expect(getScope()).toEqual(expected);
            await yieldToEventLoop();
            expect(getScope()).toEqual(expected);
            runInsideTick(undefined, () => expect(getScope()).toEqual({ ...expected, tick: undefined }));
            expect(getScope()).toEqual(expected);
          }),
        ),
      ),
    );
    expect(getScope().call).toBeUndefined();
  });

  it("a look inside of a tick sees the tick, leaves the rest as it is, and is over when it has failed", () => {
    const call = createCall("user");
    runInsideCall(call, () => {
      const seen = lookInsideTick(TICK, getScope, undefined);
      expect(seen).toEqual({ call, tick: TICK, run: undefined, dataEnd: undefined });
      expect(() =>
        lookInsideTick(
          TICK,
          () => {
            throw new Error("no look");
          },
          undefined,
        ),
      ).toThrow("no look");
      expect(getScope().tick).toBeUndefined();
    });
  });

  it("what a look starts is inside of it once the scope is entered, and outside before", async () => {
    const call = createCall("engine");
    const ask = async (): Promise<CallLink | undefined> => {
      await yieldToEventLoop();
      return getScope().call;
    };
    const [outside, inside, at] = lookInsideCall(
      call,
      (word: string) => [ask(), enterScope(ask), `${word} ${getScope().call === call}`] as const,
      "inside",
    );
    expect(at).toBe("inside true");
    expect(await outside).toBeUndefined();
    expect(await inside).toBe(call);
    expect(getScope().call).toBeUndefined();
  });

  it("a look goes on where an earlier one was", () => {
    const call = createCall("engine");
    const scope = lookInsideCall(call, () => lookInsideTick(TICK, getScope, undefined), undefined);
    expect(lookInsideScope(scope, (word) => [word, getScope()], "there")).toEqual(["there", scope]);
    expect(scope).toMatchObject({ call, tick: TICK });
  });

  it("a call and its tick can be entered at once", () => {
    runInsideCall(createCall("user"), () => expect(getScope().tick).toBe(TICK), TICK);
  });

  it("what throws leaves it", () => {
    expect(() =>
      runInsideCall(createCall("engine"), () => {
        throw new Error("thrown");
      }),
    ).toThrow("thrown");
    expect(getScope().call).toBeUndefined();
  });

  it("work of two calls that run in turn never sees the other's", async () => {
    const seen = async (call: CallLink): Promise<boolean> => {
      const isOwn: boolean[] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        isOwn.push(getScope().call === call);
        await (turn % 2 === 0 ? Promise.resolve() : yieldToEventLoop());
      }
      return isOwn.every(Boolean);
    };
    const calls = [createCall("engine"), createCall("user"), createCall("engine")];
    await expect(Promise.all(calls.map((call) => runInsideCall(call, () => seen(call))))).resolves.toEqual([
      true,
      true,
      true,
    ]);
  });

  it("user code that enters another context by its own means is in that context", () => {
    const outside = new AsyncResource("outside");
    runInsideCall(createCall("engine"), () =>
      runInsideCall(createCall("user"), () => {
        outside.runInAsyncScope(() => expect(getScope().call).toBeUndefined());
        expect(getScope().call?.kind).toBe("user");
      }),
    );
  });

  it("engine code called from user code sees itself, and the user code afterwards too", () => {
    const [user, engine] = [createCall("user"), createCall("engine")];
    runInsideCall(user, () => {
      runInsideCall(engine, () => expect(getScope().call).toBe(engine));
      expect(getScope().call).toBe(user);
    });
  });
});
