import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientExchange } from "../../../../../src/client/ClientExchange";
import { errorEmitter } from "../../../../../src/config/emitters";
import { getDefaultConfig, setConfig } from "../../../../../src/config/params";
import type { IMethodContext } from "../../../../../src/interfaces/Context.interface";
import type { IExchangeSchema } from "../../../../../src/interfaces/Exchange.interface";
import { lib } from "../../../../../src/lib";
import { inject } from "../../../../../src/lib/core/di";
import { TYPES } from "../../../../../src/lib/core/types";
import { ExecutionContextService } from "../../../../../src/lib/services/context/ExecutionContextService";
import { MethodContextService } from "../../../../../src/lib/services/context/MethodContextService";
import {
  answerAll,
  catchTradingError,
  HOUR,
  MINUTE,
  START,
  SYMBOL,
  type AdapterCall,
} from "../../../client/exchange-fixture";

const service = lib.exchangeConnectionService;
const WHEN = START + 10 * HOUR;
let count = 0;

const register = (schema: Partial<IExchangeSchema> = {}): { exchangeName: string; calls: AdapterCall[] } => {
  const exchangeName = `exchange-${(count += 1)}`;
  const calls: AdapterCall[] = [];
  lib.exchangeSchemaService.register(exchangeName, {
    exchangeName,
    getCandles: async (_symbol, interval, since, limit) => {
      const call = { interval, since: since.getTime(), limit };
      calls.push(call);
      return (await answerAll(call)) as Awaited<ReturnType<IExchangeSchema["getCandles"]>>;
    },
    formatPrice: async (_symbol, price) => `p${price}`,
    formatQuantity: async (_symbol, quantity) => `q${quantity}`,
    ...schema,
  });
  return { exchangeName, calls };
};

const createContext = (exchangeName: string): IMethodContext => ({
  strategyName: "s",
  exchangeName,
  frameName: "f",
});

const runIn = <T>(context: IMethodContext, fn: () => T, backtest = true): T =>
  MethodContextService.runInContext(
    () => ExecutionContextService.runInContext(fn, { symbol: SYMBOL, when: new Date(WHEN), backtest }),
    context,
  );

beforeEach(() => {
  setConfig(getDefaultConfig());
});

afterEach(async () => {
  await service.clear();
});

describe("seed: ExchangeConnectionService is keyed by exchangeName:backtest", () => {
  it("makes one client per key; the key ends in the word backtest or live", () => {
    const { exchangeName } = register();
    const client = service.getExchange(exchangeName, true);
    expect(client).toBeInstanceOf(ClientExchange);
    expect(service.getExchange(exchangeName, true)).toBe(client);
    expect(service.getExchange(exchangeName, false)).not.toBe(client);
    expect(service.getExchange.keys()).toEqual([`${exchangeName}:backtest`, `${exchangeName}:live`]);
  });

  it("is shared by all symbols and by concurrent first calls", async () => {
    const { exchangeName } = register();
    await runIn(createContext(exchangeName), () =>
      Promise.all(["BTCUSDT", "ETHUSDT"].map((symbol) => service.getAveragePrice(symbol))),
    );
    expect(service.getExchange.keys()).toEqual([`${exchangeName}:backtest`]);
  });

  it("leaves no entry behind for an unknown exchange", () => {
    expect(() => service.getExchange("nobody", true)).toThrow("nobody");
    expect(service.getExchange.has("nobody:backtest")).toBe(false);
  });

  it("is the service of its DI symbol", () => {
    expect(inject(TYPES.exchangeConnectionService)).toBe(service);
  });
});

describe("ExchangeConnectionService routes", () => {
  it("by the exchange of the method context and the mode of the execution context", async () => {
    const { exchangeName, calls } = register();
    const context = createContext(exchangeName);
    await runIn(context, () => service.getCandles(SYMBOL, "1h", 2), false);
    expect(service.getExchange.keys()).toEqual([`${exchangeName}:live`]);
    expect(calls).toEqual([{ interval: "1h", since: WHEN - 2 * HOUR, limit: 2 }]);
  });

  it("every method to the client and gives back what it gives", async () => {
    const { exchangeName } = register();
    await runIn(createContext(exchangeName), async () => {
      expect(await service.getCandles(SYMBOL, "1m", 3)).toHaveLength(3);
      expect((await service.getNextCandles(SYMBOL, "1m", 1))[0]?.timestamp).toBe(WHEN);
      expect(await service.getAveragePrice(SYMBOL)).toBeGreaterThan(0);
      expect((await service.getClosedMinutes(SYMBOL, WHEN - MINUTE, WHEN)).servedUntil).toBe(WHEN);
      expect(await service.formatPrice(SYMBOL, 1.5)).toBe("p1.5");
      expect(await service.formatQuantity(SYMBOL, 2.5)).toBe("q2.5");
    });
  });

  it("nothing outside of a run: the error says that the context is missing", async () => {
    const error = await catchTradingError(service.getCandles(SYMBOL, "1m", 3));
    expect(error.code).toBe("CONTEXT_MISSING");
    expect(error.message).toContain("not running in context");
  });

  it("under its own log names (pitfall 13)", async () => {
    const { exchangeName } = register();
    const log = vi.spyOn(service.loggerService, "log");
    await runIn(createContext(exchangeName), async () => {
      await service.formatPrice(SYMBOL, 1);
      await service.formatQuantity(SYMBOL, 1);
      await service.getAveragePrice(SYMBOL);
    });
    expect(log.mock.calls.map(([topic]) => topic)).toEqual([
      "exchangeConnectionService formatPrice",
      "exchangeConnectionService formatQuantity",
      "exchangeConnectionService getAveragePrice",
    ]);
  });

  it("what a callback throws to errorEmitter", async () => {
    const errors: unknown[] = [];
    const detach = errorEmitter.attach((error) => void errors.push(error));
    const { exchangeName } = register({
      callbacks: {
        onCandleData: () => {
          throw new Error("broken");
        },
      },
    });
    await runIn(createContext(exchangeName), () => service.getCandles(SYMBOL, "1m", 1));
    detach();
    expect(errors).toEqual([expect.objectContaining({ message: "broken" })]);
  });

  it("reads with the settings a run has pinned, not with later ones", async () => {
    const { exchangeName, calls } = register();
    const context = createContext(exchangeName);
    lib.settingsContextService.pin(context);
    setConfig({ CC_CANDLES_CHUNK: 7 });
    await runIn(context, () => service.getCandles(SYMBOL, "1m", 1));
    await runIn(createContext(exchangeName), () => service.getCandles(SYMBOL, "1m", 1));
    expect(calls.map(({ limit }) => limit)).toEqual([1000, 7]);
  });
});

describe("ExchangeConnectionService.clear (pitfall 145)", () => {
  it("drops both modes of one exchange, so that the next use reads the schema again", async () => {
    const [one, two] = [register(), register()];
    const clients = [true, false].map((backtest) => service.getExchange(one.exchangeName, backtest));
    const other = service.getExchange(two.exchangeName, true);
    await service.clear(one.exchangeName);
    expect(service.getExchange(one.exchangeName, true)).not.toBe(clients[0]);
    expect(service.getExchange(one.exchangeName, false)).not.toBe(clients[1]);
    expect(service.getExchange(two.exchangeName, true)).toBe(other);
  });

  it("drops all without a name, and nothing for the empty name", async () => {
    service.getExchange(register().exchangeName, true);
    await service.clear("");
    expect(service.getExchange.keys()).toHaveLength(1);
    await service.clear();
    expect(service.getExchange.keys()).toEqual([]);
  });
});

describe("ExchangeConnectionService.release", () => {
  it("drops the candles of the run that has ended, and of no other", async () => {
    const { exchangeName, calls } = register();
    const [ended, going] = [createContext(exchangeName), createContext(exchangeName)];
    const read = (context: IMethodContext): Promise<unknown> =>
      runIn(context, () => service.getCandles(SYMBOL, "1m", 5));
    await read(ended);
    await read(going);
    service.release(ended);
    await read(going);
    expect(calls).toHaveLength(2);
    await read(ended);
    expect(calls).toHaveLength(3);
  });

  it("creates no client for a run that has read nothing", () => {
    service.release(createContext("nobody"));
    expect(service.getExchange.keys()).toEqual([]);
  });
});
