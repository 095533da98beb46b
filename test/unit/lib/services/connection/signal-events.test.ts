import { afterEach, describe, expect, it } from "vitest";
import { signalBacktestEmitter, signalEmitter, signalLiveEmitter } from "../../../../../src/config/emitters";
import type {
  IStrategyTickResult,
  IStrategyTickResultIdle,
} from "../../../../../src/interfaces/Strategy.interface";
import { tellIdleInside, tellSignal } from "../../../../../src/lib/services/connection/signal-events";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { notify } from "../../../../../src/utils/notify";
import { MINUTE, START } from "../../../../support/market";
import { createResult } from "../logic/live-results";

const execution = new ExecutionContextService();

const SYMBOL = "BTCUSDT";

const IDLE: IStrategyTickResultIdle = {
  action: "idle",
  signal: null,
  strategyName: "strategy",
  exchangeName: "exchange",
  symbol: SYMBOL,
  currentPrice: 100,
  backtest: true,
};

const stops: (() => void)[] = [];

afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
});

/** What all emitters told, with the instant their handlers saw. */
const listen = (): string[] => {
  const log: string[] = [];
  const note =
    (name: string) =>
    ({ action }: IStrategyTickResult): void =>
      void log.push(`${name} ${action} ${(execution.time - START) / MINUTE}`);
  stops.push(
    signalEmitter.attach(note("all")),
    signalBacktestEmitter.attach(note("backtest")),
    signalLiveEmitter.attach(note("live")),
  );
  return log;
};

const tellAt = (minute: number, result: IStrategyTickResult): unknown =>
  execution.runInContext(() => tellSignal(result, execution), {
    symbol: SYMBOL,
    when: new Date(START + minute * MINUTE),
    backtest: result.backtest,
  });

const tellInside = (minute: number): unknown =>
  execution.openAround((tick) => tellIdleInside(tick, IDLE), {
    symbol: SYMBOL,
    time: START + minute * MINUTE,
    backtest: true,
  })?.value;

describe("what a tick found", () => {
  it("is told to the listeners of its mode, then to those of all signals", async () => {
    const log = listen();
    await tellAt(3, IDLE);
    await tellAt(4, { ...IDLE, backtest: false });
    expect(log).toEqual(["backtest idle 3", "all idle 3", "live idle 4", "all idle 4"]);
  });

  it("is told in the context of its own time, the end of the closing candle, when that is not the tick's", async () => {
    const log = listen();
    await tellAt(3, { ...createResult("closed", START + 9 * MINUTE), backtest: true });
    expect(log).toEqual(["backtest closed 10", "all closed 10"]);
  });

  it("is told to nobody without a promise, and costs none where all answer at once", () => {
    expect(tellAt(3, IDLE)).toBeUndefined();
    const log = listen();
    expect(tellAt(3, IDLE)).toBeUndefined();
    expect(log).toHaveLength(2);
  });

  it("a transition comes behind what callbacks do behind a few awaits; an idle result waits for nothing", async () => {
    const log = listen();
    const callback = async (): Promise<void> => {
      await Promise.resolve();
      log.push("callback");
    };
    notify(callback, () => undefined);
    const told = tellAt(3, { ...createResult("opened", START + 3 * MINUTE), backtest: true });
    expect(log).toEqual([]);
    await told;
    expect(log).toEqual(["callback", "backtest opened 3", "all opened 3"]);
  });
});

describe("an idle result of a tick nobody has entered", () => {
  it("is told in the context of the tick, in the same order, and comes back at once where all answer at once", () => {
    const log = listen();
    expect(tellInside(5)).toBe(IDLE);
    expect(tellInside(6)).toBe(IDLE);
    expect(log).toEqual(["backtest idle 5", "all idle 5", "backtest idle 6", "all idle 6"]);
    expect(ExecutionContextService.hasContext()).toBe(false);
  });

  it("waits for handlers of either kind, one after the other", async () => {
    const log: string[] = [];
    const slowly = (name: string) => async (): Promise<void> => {
      await Promise.resolve();
      log.push(`${name} ${(execution.time - START) / MINUTE}`);
    };
    stops.push(signalEmitter.attach(slowly("all")), signalBacktestEmitter.attach(slowly("backtest")));
    expect(await tellInside(7)).toBe(IDLE);
    expect(await tellInside(8)).toBe(IDLE);
    expect(log).toEqual(["backtest 7", "all 7", "backtest 8", "all 8"]);
  });

  it("a tick that finds nothing to do opens no context, and one that fails ends it", () => {
    expect(execution.openAround(() => null, { symbol: SYMBOL, time: START, backtest: true })).toBeNull();
    const fail = (): never => {
      throw new Error("no look");
    };
    expect(() => execution.openAround(fail, { symbol: SYMBOL, time: START, backtest: true })).toThrow(
      "no look",
    );
  });
});
