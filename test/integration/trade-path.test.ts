import { createHook } from "node:async_hooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Backtest, listenSignalBacktest } from "../../src/index";
import type { IStrategyCallbacks, IStrategySchema } from "../../src/index";
import { flatMinutes, setMinute } from "../support/market";
import { collect, registerRun, runBacktest, signalsAt, useSettings } from "../support/run";

const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 10 } as const;

beforeEach(() => {
  useSettings();
});

describe("what a trade of a back-test costs", () => {
  let made = 0;
  const hook = createHook({
    init: (_id, type) => {
      made += type === "PROMISE" ? 1 : 0;
    },
  });

  afterEach(() => {
    hook.disable();
  });

  /** Promises a trade, among two hundred of them. */
  const countPromises = async (
    signal: Awaited<ReturnType<IStrategySchema["getSignal"]>>,
  ): Promise<number> => {
    const { context } = registerRun({
      minutes: flatMinutes(2_200),
      to: 2_100,
      strategy: { getSignal: () => Promise.resolve(signal) },
    });
    made = 0;
    hook.enable();
    const results = await collect(Backtest.run("BTCUSDT", context));
    hook.disable();
    expect(results.length).toBeGreaterThan(180);
    return made / results.length;
  };

  it("a promise is made only where something waits: for the strategy, and for whoever reads the results", async () => {
    expect(await countPromises(LONG)).toBeLessThan(20);
  });

  it("a limit order that fills costs no more", async () => {
    expect(await countPromises({ ...LONG, priceOpen: 100 })).toBeLessThan(20);
  });
});

describe("a callback that nobody waits for", () => {
  /** What happened, in order: each callback goes on behind three awaits. */
  const record = async (signal: Awaited<ReturnType<IStrategySchema["getSignal"]>>): Promise<string[]> => {
    const minutes = flatMinutes(60);
    setMinute(minutes, 15, { low: 97, price: 100 });
    setMinute(minutes, 18, { high: 111 });
    const log: string[] = [];
    const tell = (name: string) => async (): Promise<void> => {
      log.push(name);
      for (let turn = 0; turn < 3; turn += 1) {
        await Promise.resolve();
      }
      log.push(`${name} goes on`);
    };
    const names = [
      "onSchedule",
      "onOpen",
      "onClose",
    ] as const satisfies readonly (keyof IStrategyCallbacks)[];
    const callbacks = Object.fromEntries(names.map((name) => [name, tell(name)]));
    const stop = listenSignalBacktest(({ action }) => {
      if (action !== "idle" && action !== "active") {
        log.push(action);
      }
    });
    const { yielded } = await runBacktest({
      minutes,
      to: 30,
      strategy: { getSignal: signalsAt({ 10: signal }), callbacks },
    });
    stop();
    expect(yielded).toMatchObject([{ action: "closed", closeReason: "take_profit" }]);
    return log;
  };

  it("has gone on before the event of its position", async () => {
    expect(await record(LONG)).toEqual([
      "onOpen",
      "onOpen goes on",
      "opened",
      "onClose",
      "onClose goes on",
      "closed",
    ]);
  });

  it("has gone on before the event of its order, which fills on the way", async () => {
    expect(await record({ ...LONG, priceOpen: 98 })).toEqual([
      "onSchedule",
      "onSchedule goes on",
      "scheduled",
      "onOpen",
      "onOpen goes on",
      "opened",
      "onClose",
      "onClose goes on",
      "closed",
    ]);
  });
});
