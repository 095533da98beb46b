import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SignalProducer } from "../../../src/client/signal-producer";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { isInsideUserCode } from "../../../src/utils/call-chain";
import { promiseLater } from "../../../src/utils/later";
import { flatMinutes, MINUTE, START } from "../../support/market";
import type { StrategyHarnessOptions } from "../../support/strategy-client";
import { createStrategyHarness, installStandingClock } from "../../support/strategy-client";

const at = (minute: number): number => START + minute * MINUTE;

const createProducer = (options: Omit<StrategyHarnessOptions, "minutes">): SignalProducer<unknown> =>
  new SignalProducer(createStrategyHarness({ minutes: flatMinutes(1), ...options }).client.params);

/** Whether it answers or fails at once or later makes no difference here. */
const ask = (producer: SignalProducer<unknown>, minute: number, now: number): Promise<unknown> =>
  promiseLater<unknown>((receiver) =>
    producer.ask(minute, now, { use: (answer) => answer, fail: (error) => Promise.reject(error) }, receiver),
  );

const noSignal = (): Promise<null> => Promise.resolve(null);

let clock: ReturnType<typeof installStandingClock>;

beforeEach(() => {
  clock = installStandingClock(0);
});

afterEach(() => {
  clock.restore();
});

describe("when getSignal is due", () => {
  it("at once, and then when the interval has passed since the last call, whatever came of it", async () => {
    const producer = createProducer({
      interval: "15m",
      getSignal: () => Promise.reject(new Error("no idea")),
    });
    expect(producer.dueFrom).toBe(Number.NEGATIVE_INFINITY);
    expect(producer.isDue(at(0))).toBe(true);
    await expect(ask(producer, at(3), at(3))).rejects.toThrow("no idea");
    expect(producer.dueFrom).toBe(at(18));
    expect([at(3), at(17), at(18), at(40)].map((minute) => producer.isDue(minute))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it("never two calls at once, also after the time limit of the first; that is reported each time (pitfall 24)", async () => {
    let calls = 0;
    let answer = (_signal: null): void => undefined;
    const producer = createProducer({
      getSignal: () => {
        calls += 1;
        return new Promise((resolve) => (answer = resolve));
      },
    });
    const asked = ask(producer, at(0), at(0));
    clock.fireTimers();
    await expect(asked).rejects.toMatchObject({
      code: "SIGNAL_TIMEOUT",
      message:
        "Timeout for trend symbol=BTCUSDT: getSignal did not answer within 180 s; its late answer is dropped",
    });
    await expect(ask(producer, at(20), at(20))).rejects.toMatchObject({
      code: "SIGNAL_TIMEOUT",
      message:
        "Timeout for trend symbol=BTCUSDT: getSignal was not called, for an earlier call is still running",
    });
    answer(null);
    await Promise.resolve();
    await Promise.resolve();
    const again = ask(producer, at(60), at(60));
    answer(null);
    await again;
    expect(calls).toBe(2);
  });

  it("a getSignal that throws at once does not block the next call", async () => {
    const producer = createProducer({
      getSignal: () => {
        throw new Error("at once");
      },
    });
    await expect(ask(producer, at(0), at(0))).rejects.toThrow("at once");
    expect(producer.isDue(at(1))).toBe(true);
  });
});

describe("how getSignal is called", () => {
  it("with the symbol and a date of its own, as user code at that instant; the context ends with the call", async () => {
    const execution = new ExecutionContextService();
    let late: Promise<unknown> = Promise.resolve();
    const seen: unknown[] = [];
    const producer = createProducer({
      backtest: true,
      getSignal: (...args) => {
        seen.push(args, isInsideUserCode(), execution.context);
        late = new Promise((resolve) => setImmediate(resolve)).then(() => execution.context);
        late.catch(() => undefined);
        return noSignal();
      },
    });
    await ask(producer, at(4), at(4) + 30_000);
    const when = new Date(at(4) + 30_000);
    expect(seen).toEqual([["BTCUSDT", when], true, { symbol: "BTCUSDT", when, backtest: true }]);
    await expect(late).rejects.toMatchObject({ code: "CONTEXT_CLOSED" });
  });

  it("changing the date moves neither the context nor the throttle (pitfall 16)", async () => {
    const execution = new ExecutionContextService();
    let now = 0;
    const producer = createProducer({
      getSignal: (_symbol, when) => {
        when.setFullYear(2000);
        now = execution.context.when.getTime();
        return noSignal();
      },
    });
    await ask(producer, at(4), at(4));
    expect([now, producer.dueFrom]).toEqual([at(4), at(5)]);
  });

  it("an AbortSignal goes only to one that declares it; it fires at the time limit and not after an answer", async () => {
    const signals: AbortSignal[] = [];
    const answering = createProducer({
      getSignal: (_symbol, _when, signal) => {
        signals.push(...(signal ? [signal] : []));
        return noSignal();
      },
    });
    await ask(answering, at(0), at(0));
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    const hanging = createProducer({
      getSignal: (_symbol, _when, signal) => {
        signals.push(...(signal ? [signal] : []));
        return new Promise(() => undefined);
      },
    });
    const asked = ask(hanging, at(0), at(0));
    clock.fireTimers();
    await expect(asked).rejects.toMatchObject({ code: "SIGNAL_TIMEOUT" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
  });

  it("the timer ends with the call, and an answer without a promise needs none (pitfall 23)", async () => {
    const producer = createProducer({ getSignal: noSignal });
    await ask(producer, at(0), at(0));
    expect(clock.timerCount()).toBe(0);
  });
});
