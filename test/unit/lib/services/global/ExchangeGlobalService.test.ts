import { afterEach, describe, expect, it } from "vitest";
import type { IExchangeSchema } from "../../../../../src/interfaces/Exchange.interface";
import { lib } from "../../../../../src/lib";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import { answerAll, catchTradingError, HOUR, START, SYMBOL, timesOf } from "../../../client/exchange-fixture";

const service = lib.exchangeGlobalService;
const WHEN = new Date(START + 10 * HOUR);
let count = 0;

const createContext = (
  exchangeName: string,
): { strategyName: string; exchangeName: string; frameName: string } => ({
  strategyName: "s",
  exchangeName,
  frameName: "f",
});

const register = (exchangeName: string): void => {
  lib.exchangeSchemaService.register(exchangeName, {
    exchangeName,
    getCandles: async (_symbol, interval, since, limit) =>
      (await answerAll({ interval, since: since.getTime(), limit })) as Awaited<
        ReturnType<IExchangeSchema["getCandles"]>
      >,
    formatPrice: async (_symbol, price) => `p${price}`,
    formatQuantity: async (_symbol, quantity) =>
      `q${quantity} at ${lib.executionContextService.context.when.getTime()}`,
  });
};

const runIn = <T>(exchangeName: string, fn: () => T): T =>
  MethodContextService.runInContext(fn, createContext(exchangeName));

const uniqueName = (): string => `global-exchange-${(count += 1)}`;

const CALLS = {
  getCandles: () => service.getCandles(SYMBOL, "1h", 2, WHEN, true),
  getNextCandles: () => service.getNextCandles(SYMBOL, "1h", 2, WHEN, true),
  getAveragePrice: () => service.getAveragePrice(SYMBOL, WHEN, true),
  formatPrice: () => service.formatPrice(SYMBOL, 1, WHEN, true),
  formatQuantity: () => service.formatQuantity(SYMBOL, 1, WHEN, true),
};

const CALL_ROWS = Object.entries<() => Promise<unknown>>(CALLS);

afterEach(async () => {
  await service.clear();
});

describe("ExchangeGlobalService", () => {
  it.each(CALL_ROWS)("%s requires a method context", async (method, call) => {
    const error = await catchTradingError(call());
    expect(error.code).toBe("CONTEXT_MISSING");
    expect(error.message).toBe(`exchangeGlobalService ${method} requires a method context`);
  });

  it.each(CALL_ROWS)(
    "%s refuses an unknown exchange, and accepts it once it is registered",
    async (method, call) => {
      const exchangeName = uniqueName();
      const error = await catchTradingError(runIn(exchangeName, call));
      expect(error.code).toBe("NAME_UNKNOWN");
      expect(error.message).toBe(`exchange ${exchangeName} not found source=exchangeGlobalService ${method}`);
      register(exchangeName);
      await expect(runIn(exchangeName, call)).resolves.toBeDefined();
    },
  );

  it("works at the instant and in the mode it is given", async () => {
    const exchangeName = uniqueName();
    register(exchangeName);
    await runIn(exchangeName, async () => {
      expect(timesOf(await CALLS.getCandles())).toEqual([START + 8 * HOUR, START + 9 * HOUR]);
      expect(timesOf(await CALLS.getNextCandles())).toEqual([START + 10 * HOUR, START + 11 * HOUR]);
      expect(await CALLS.getAveragePrice()).toBeGreaterThan(0);
      expect(await CALLS.formatPrice()).toBe("p1");
      expect(await CALLS.formatQuantity()).toBe(`q1 at ${WHEN.getTime()}`);
      const error = await catchTradingError(service.getNextCandles(SYMBOL, "1h", 2, WHEN, false));
      expect(error.code).toBe("ENGINE_ONLY");
    });
  });

  it("releases the candles of a run and clears the clients of an exchange", async () => {
    const exchangeName = uniqueName();
    register(exchangeName);
    const context = createContext(exchangeName);
    await MethodContextService.runInContext(CALLS.getCandles, context);
    service.release(context);
    const { getExchange } = lib.exchangeConnectionService;
    expect(getExchange.keys()).toEqual([`${exchangeName}:backtest`]);
    await service.clear(exchangeName);
    expect(getExchange.keys()).toEqual([]);
  });
});
