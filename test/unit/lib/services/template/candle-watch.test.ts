import { beforeEach, describe, expect, it, vi } from "vitest";
import { loadTools, type ProgramTools } from "../../../../support/program-tools";

type Exchange = { exchangeName: string; getCandles: (...values: unknown[]) => Promise<unknown> };

const onLost = vi.fn();
const print = vi.fn();

const watch = async (...exchanges: Exchange[]): Promise<ProgramTools> => {
  const tools = loadTools({ print, kit: { listExchanges: async () => exchanges } });
  await tools.watchCandles(onLost);
  return tools;
};

const createExchange = (getCandles: Exchange["getCandles"]): Exchange => ({ exchangeName: "e", getCandles });

const readTimes = async ({ getCandles }: Exchange, count: number): Promise<void> => {
  for (let read = 0; read < count; read += 1) {
    await expect(getCandles()).rejects.toThrow("gone");
  }
};

const fail = async (): Promise<never> => {
  throw new Error("gone");
};

beforeEach(() => {
  vi.resetAllMocks();
});

describe("reads of candles that fail", () => {
  it("five times in a row are told once, with the reason", async () => {
    const exchange = createExchange(fail);
    const { problems } = await watch(exchange);
    await readTimes(exchange, 4);
    expect(onLost).not.toHaveBeenCalled();
    await readTimes(exchange, 3);
    expect(onLost).toHaveBeenCalledTimes(1);
    expect([...problems]).toEqual([["CANDLES_FAILED", { count: 1, message: "gone" }]]);
    expect(print).toHaveBeenCalledExactlyOnceWith("Problem: gone");
  });

  it("count anew behind one that comes to something", async () => {
    const getCandles = vi.fn<Exchange["getCandles"]>(fail);
    const exchange = createExchange(getCandles);
    await watch(exchange);
    await readTimes(exchange, 4);
    getCandles.mockResolvedValueOnce([]);
    expect(await exchange.getCandles()).toEqual([]);
    await readTimes(exchange, 4);
    expect(onLost).not.toHaveBeenCalled();
  });

  it("count together, whichever exchange they are of", async () => {
    const [first, second] = [createExchange(fail), createExchange(fail)];
    await watch(first, second);
    await readTimes(first, 3);
    await readTimes(second, 2);
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it("also when they throw at once", async () => {
    const exchange = createExchange(() => {
      throw new Error("gone");
    });
    await watch(exchange);
    await readTimes(exchange, 5);
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  it("do not come back before it is known what becomes of the program", async () => {
    const exchange = createExchange(fail);
    await watch(exchange);
    await readTimes(exchange, 4);
    let end: () => void = () => expect.fail("nobody was told");
    onLost.mockImplementation(() => new Promise<void>((resolve) => (end = resolve)));
    const failed = vi.fn();
    const read = exchange.getCandles().catch(failed);
    await new Promise((next) => setImmediate(next));
    expect(failed).not.toHaveBeenCalled();
    end();
    await read;
    expect(failed).toHaveBeenCalledTimes(1);
  });
});

describe("a watched exchange", () => {
  it("is called with what it declares, on its own object", async () => {
    class Market {
      public readonly exchangeName = "m";
      private readonly rows = ["row"];
      public async getCandles(
        symbol: unknown,
        interval: unknown,
        since: unknown,
        limit: unknown,
        signal: unknown,
      ): Promise<unknown[]> {
        return [...this.rows, symbol, interval, since, limit, signal];
      }
    }
    const exchange = new Market() as Exchange;
    await watch(exchange);
    expect(exchange.getCandles).toHaveLength(5);
    const { getCandles } = exchange;
    expect(await getCandles(1, 2, 3, 4, 5)).toEqual(["row", 1, 2, 3, 4, 5]);
  });

  it("is an object that can be changed", async () => {
    await expect(watch(Object.freeze(createExchange(fail)))).rejects.toThrow(
      "nobody would notice when e has no candles: give addExchange an object that can be changed",
    );
  });
});
