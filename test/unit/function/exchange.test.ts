import { describe, expect, it } from "vitest";
import {
  formatPrice,
  formatQuantity,
  getAveragePrice,
  getCandles,
  getDate,
  getMode,
} from "../../../src/function/exchange";
import type { IExchangeSchema } from "../../../src/interfaces/Exchange.interface";
import { lib } from "../../../src/lib";
import { ExecutionContextService } from "../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../src/lib/services/context/MethodContextService";
import {
  answerAll,
  catchTradingError,
  HOUR,
  MINUTE,
  START,
  SYMBOL,
  timesOf,
} from "../client/exchange-fixture";

const WHEN = START + 10 * HOUR + 5 * MINUTE;
const CONTEXT = { strategyName: "s", exchangeName: "function-exchange", frameName: "f" };

lib.exchangeSchemaService.register(CONTEXT.exchangeName, {
  exchangeName: CONTEXT.exchangeName,
  getCandles: async (_symbol, interval, since, limit) =>
    (await answerAll({ interval, since: since.getTime(), limit })) as Awaited<
      ReturnType<IExchangeSchema["getCandles"]>
    >,
  formatPrice: async (_symbol, price) => `p${price}`,
  formatQuantity: async (_symbol, quantity) => `q${quantity}`,
});

const CALLS: Record<string, () => Promise<unknown>> = {
  getCandles: () => getCandles(SYMBOL, "1m", 1),
  getAveragePrice: () => getAveragePrice(SYMBOL),
  formatPrice: () => formatPrice(SYMBOL, 1),
  formatQuantity: () => formatQuantity(SYMBOL, 1),
  getDate: () => getDate(),
  getMode: () => getMode(),
};

const runIn = <T>(fn: () => T, backtest = true): T =>
  MethodContextService.runInContext(
    () => ExecutionContextService.runInContext(fn, { symbol: SYMBOL, when: new Date(WHEN), backtest }),
    CONTEXT,
  );

describe("in-context functions outside of a run (pitfall 173)", () => {
  it.each(Object.keys(CALLS))("%s rejects, names itself and says what is missing", async (name) => {
    const error = await catchTradingError((CALLS[name] ?? CALLS.getDate)?.() ?? Promise.resolve());
    expect(error.code).toBe("CONTEXT_MISSING");
    expect(error.message.startsWith(`${name}: not running in context`)).toBe(true);
    expect(error.message).toMatch(/\((method|execution) context\) is missing/);
    expect(error.message).toContain("call it from getSignal");
  });

  it("say that the instant is missing when there is a run and no tick", async () => {
    const error = await catchTradingError(
      MethodContextService.runInContext(() => getCandles(SYMBOL, "1m", 1), CONTEXT),
    );
    expect(error.message).toContain("getCandles: not running in context: the instant");
  });

  it.each(Object.keys(CALLS))("%s says that the tick has ended (pitfall 123)", async (name) => {
    let late: Promise<unknown> = Promise.resolve();
    let goOn = (): void => {};
    await runIn(async () => {
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      late = gate.then(() => CALLS[name]?.());
    });
    goOn();
    const error = await catchTradingError(late);
    expect(error.code).toBe("CONTEXT_CLOSED");
    expect(error.message).toContain(name);
    expect(error.message).toContain("has ended");
  });
});

describe("in-context functions inside of a run", () => {
  it("read closed candles at the instant of the tick", async () => {
    const candles = await runIn(() => getCandles(SYMBOL, "1h", 2));
    expect(timesOf(candles)).toEqual([START + 8 * HOUR, START + 9 * HOUR]);
    expect(await runIn(() => getAveragePrice(SYMBOL))).toBeGreaterThan(0);
  });

  it("format with the exchange of the run", async () => {
    expect(await runIn(() => formatPrice(SYMBOL, 1.5))).toBe("p1.5");
    expect(await runIn(() => formatQuantity(SYMBOL, 2.5))).toBe("q2.5");
  });

  it("getDate gives a fresh copy each time", async () => {
    await runIn(async () => {
      const date = await getDate();
      expect(date.getTime()).toBe(WHEN);
      date.setTime(0);
      expect((await getDate()).getTime()).toBe(WHEN);
    });
  });

  it("getDate and getMode need no method context, only an instant", async () => {
    const context = { symbol: SYMBOL, when: new Date(WHEN), backtest: false };
    expect(await ExecutionContextService.runInContext(() => getMode(), context)).toBe("live");
  });

  it("getMode says backtest or live", async () => {
    expect(await runIn(() => getMode())).toBe("backtest");
    expect(await runIn(() => getMode(), false)).toBe("live");
  });
});
