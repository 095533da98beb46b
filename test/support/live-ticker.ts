import { addExchange, addRisk, addStrategy, lib, MethodContextService } from "../../src/index";
import type { ICandleData, IRiskSchema, IStrategySchema, IStrategyTickResult } from "../../src/index";
import { createSimulatedClock } from "../../src/testing/simulated-clock";
import { setClock } from "../../src/utils/clock";
import { createMemoryExchange, MINUTE, START } from "./market";
import { uniqueName } from "./run";

const SYMBOL = "BTCUSDT";

/** What a live test trades on. */
export interface LiveTickerOptions {
  /** Every candle is served as soon as it has closed. */
  readonly minutes: readonly ICandleData[];
  readonly strategy: Pick<IStrategySchema, "getSignal" | "callbacks">;
  readonly validations?: NonNullable<IRiskSchema["validations"]>;
}

/** One strategy live under a clock of its own; ticks come when the test asks for them. */
export interface LiveTicker {
  readonly strategyName: string;
  /** Ticks once, at a minute (fractions allowed) after `START`; minutes never go back. */
  tick(minute: number): Promise<IStrategyTickResult>;
  /** Ticks every minute of a range, and the minute of a close or cancel again, as the engine's caller does. */
  tickRange(from: number, to: number): Promise<IStrategyTickResult[]>;
  /** Stops the strategy at the minute of the last tick. */
  stop(): Promise<void>;
  /** Drops the strategy and puts the clock back. */
  end(): Promise<void>;
}

const isFoundInFedMinute = (result: IStrategyTickResult): boolean =>
  result.action === "closed" ||
  result.action === "cancelled" ||
  (result.action === "opened" && result.signal.entry === "limit");

/** Registers a strategy with a risk profile under unique names and installs a clock that stands at `START`. */
export const startLive = (options: LiveTickerOptions): LiveTicker => {
  const clock = createSimulatedClock({ start: START });
  const restoreClock = setClock(clock);
  const context = { strategyName: uniqueName("live"), exchangeName: uniqueName("exchange"), frameName: "" };
  const { strategyName, exchangeName } = context;
  const riskName = uniqueName("risk");
  const pair = { symbol: SYMBOL, strategyName };
  const { schema } = createMemoryExchange(exchangeName, options.minutes);
  addExchange({
    ...schema,
    getCandles: async (...args) => {
      const candles = await schema.getCandles(...args);
      return candles.filter(({ timestamp }) => timestamp + MINUTE <= clock.now());
    },
  });
  addRisk({ riskName, validations: options.validations ?? [] });
  addStrategy({ ...options.strategy, strategyName, interval: "1m", riskName });
  const tick = async (minute: number): Promise<IStrategyTickResult> => {
    const when = START + minute * MINUTE;
    await clock.advanceTo(when);
    return await clock.runUntil(
      MethodContextService.runInContext(
        () => lib.strategyGlobalService.tick(SYMBOL, new Date(when), false),
        context,
      ),
    );
  };
  return {
    strategyName,
    tick,
    tickRange: async (from, to) => {
      const results: IStrategyTickResult[] = [];
      for (let minute = from; minute <= to; minute += 1) {
        let result = await tick(minute);
        results.push(result);
        while (isFoundInFedMinute(result)) {
          result = await tick(minute);
          results.push(result);
        }
      }
      return results;
    },
    stop: () => lib.strategyGlobalService.stop(false, pair),
    end: async () => {
      await lib.strategyGlobalService.clear(false, pair);
      await lib.riskGlobalService.clear(false, riskName);
      restoreClock();
    },
  };
};
