import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  Backtest,
  getDate,
  lib,
  listenDoneBacktest,
  listenError,
  listenPartialProfit,
  listenSignal,
} from "../../src/index";
import type { IStrategyBacktestResult } from "../../src/index";
import { flatMinutes, MINUTE, setMinute, START } from "../support/market";
import { registerRun, signalsAt, useSettings } from "../support/run";

const LONG = { position: "long", priceTakeProfit: 110, priceStopLoss: 95, minuteEstimatedTime: 300 } as const;
const at = (minute: number): number => START + minute * MINUTE;

/** How long the source stays down: until the first error is reported, or for ever. */
type Outage = "until reported" | "for ever";

/** A run with a position from minute 10 on, whose source is down for everything behind `end` (minutes after START). */
const registerFailing = (
  end: number,
  to: number,
  outage: Outage,
): { context: ReturnType<typeof registerRun>["context"]; heal: () => void } => {
  const minutes = flatMinutes(400);
  setMinute(minutes, 12, { price: 104 });
  const { context } = registerRun({ minutes, to, strategy: { getSignal: signalsAt({ 10: LONG }) } });
  const schema = lib.exchangeSchemaService.get(context.exchangeName);
  let isDown = true;
  lib.exchangeSchemaService.override(context.exchangeName, {
    ...schema,
    getCandles: (symbol, interval, since, limit) =>
      isDown && since.getTime() + limit * MINUTE > at(end)
        ? Promise.reject(new Error("down"))
        : schema.getCandles(symbol, interval, since, limit),
  });
  return {
    context,
    heal: () => {
      isDown = outage === "for ever";
    },
  };
};

/** Runs it and collects results, errors, and what was emitted in which minute. */
const runFailing = async (
  end: number,
  to: number,
  outage: Outage,
): Promise<{ results: IStrategyBacktestResult[]; errors: unknown[]; events: unknown[] }> => {
  const { context, heal } = registerFailing(end, to, outage);
  const results: IStrategyBacktestResult[] = [];
  const errors: unknown[] = [];
  const events: unknown[] = [];
  const stops = [
    listenError((error) => {
      errors.push(error);
      heal();
    }),
    listenSignal(async ({ action }) => {
      events.push([action, ((await getDate()).getTime() - START) / MINUTE]);
    }),
  ];
  for await (const result of Backtest.run("BTCUSDT", context)) {
    results.push(result);
  }
  stops.forEach((stop) => stop());
  return { results, errors, events };
};

beforeEach(() => {
  useSettings({ CC_CANDLES_CHUNK: 0, CC_GET_CANDLES_RETRY_COUNT: 1, CC_GET_CANDLES_RETRY_DELAY_MS: 0 });
});

describe("after a walk that failed half-way", () => {
  it("the next frame is the first behind what was fed; none before it is ticked again (pitfall 73)", async () => {
    const run = await runFailing(30, 40, "until reported");
    expect(run.errors).toMatchObject([{ code: "CANDLES_FAILED" }]);
    expect(run.events).toEqual([
      ["opened", 10],
      ["active", 30],
      ["closed", 310],
    ]);
    expect(run.results).toMatchObject([{ closeReason: "time_expired", closeTimestamp: at(310) }]);
  });

  it("what is still held behind the last frame gets one more try", async () => {
    const run = await runFailing(30, 10, "until reported");
    expect(run.errors).toMatchObject([{ code: "CANDLES_FAILED" }]);
    expect(run.events).toEqual([
      ["opened", 10],
      ["closed", 310],
    ]);
    expect(run.results).toMatchObject([{ closeReason: "time_expired", closeTimestamp: at(310) }]);
  });

  it("a second failure there is the last: two reports, no result, nothing left held", async () => {
    const run = await runFailing(30, 10, "for ever");
    expect(run.errors).toMatchObject([{ code: "CANDLES_FAILED" }, { code: "CANDLES_FAILED" }]);
    expect(run.results).toEqual([]);
  });

  it("a position that is given up leaves no milestone tracker behind, also when a level was reached", async () => {
    const levels: number[] = [];
    const trackers: number[] = [];
    const stop = listenPartialProfit(({ level }) => {
      levels.push(level);
      trackers.push(lib.partialConnectionService.getPartial.keys().length);
    });
    await runFailing(30, 10, "for ever");
    stop();
    expect(levels).toEqual([10]);
    expect(trackers).toEqual([1]);
    expect(lib.partialConnectionService.getPartial.keys()).toEqual([]);
  });
});

describe("while a run is cleaning up", () => {
  it("its pair is taken, and done comes behind it (pitfalls 64, 67)", async () => {
    const { context } = registerFailing(30, 10, "for ever");
    const forget = lib.partialConnectionService.forget.bind(lib.partialConnectionService);
    let finishCleanUp = (): void => undefined;
    const cleaning = new Promise<void>((resolve) => {
      vi.spyOn(lib.partialConnectionService, "forget").mockImplementationOnce(async (...args) => {
        resolve();
        await new Promise<void>((finish) => {
          finishCleanUp = finish;
        });
        await forget(...args);
      });
    });
    const dones: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      const stop = listenDoneBacktest((event) => {
        dones.push(event);
        stop();
        resolve();
      });
    });
    Backtest.background("BTCUSDT", context);
    await cleaning;
    const taken = expect.objectContaining({ code: "RUN_ALREADY_ACTIVE" });
    expect(() => Backtest.background("BTCUSDT", context)).toThrow(taken);
    await expect(Backtest.run("BTCUSDT", context).next()).rejects.toEqual(taken);
    expect(dones).toEqual([]);
    finishCleanUp();
    await done;
    expect(await Backtest.run("BTCUSDT", context).next()).toEqual({ done: true, value: undefined });
  });
});
