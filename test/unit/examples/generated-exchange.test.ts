import { lib } from "backtest-connection-kit";
import { describe, expect, it } from "vitest";
import { addGeneratedExchange, dayOfMarket, MARKET_START } from "../../../docs/examples/generated-exchange";

const readDay = (exchangeName: string, symbol: string, limit = 2000) =>
  lib.exchangeSchemaService.get(exchangeName).getCandles(symbol, "1m", new Date(MARKET_START), limit);

describe("the generated exchange", () => {
  it("makes the same market of a symbol every time, and another one of another symbol", async () => {
    addGeneratedExchange("one", 1);
    addGeneratedExchange("other", 1);
    const candles = await readDay("one", "BTCUSDT");
    expect(candles).toHaveLength(1440);
    expect(await readDay("other", "BTCUSDT")).toEqual(candles);
    expect(await readDay("one", "ETHUSDT")).not.toEqual(candles);
  });

  it("counts days from 1", () => {
    expect(dayOfMarket(1).toISOString()).toBe("2024-01-01T00:00:00.000Z");
    expect(dayOfMarket(32).toISOString()).toBe("2024-02-01T00:00:00.000Z");
  });
});
