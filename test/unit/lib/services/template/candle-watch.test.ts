import { beforeEach, describe, expect, it, vi } from "vitest";
import { loadTools, type ProgramTools } from "../../../../support/program-tools";

type Exchange = { exchangeName: string; getCandles: (...values: unknown[]) => Promise<unknown> };

type Handler = (event: object) => unknown;

const exit = vi.fn();
const print = vi.fn();
const listenError = vi.fn<(handler: Handler) => void>();
const listenBacktestProgress = vi.fn<(handler: Handler) => void>();

const load = (...exchanges: Exchange[]): ProgramTools => {
  const kit = { listExchanges: async () => exchanges, listenError, listenBacktestProgress };
  return loadTools({ print, kit, process: { exit } });
};

const watch = async (...exchanges: Exchange[]): Promise<ProgramTools> => {
  const tools = load(...exchanges);
  await tools.watchCandles();
  return tools;
};

const T0 = Date.UTC(2024, 0, 1);

/** What the screen says when the program ends. */
const ENDS = "There are no candles: the comparison ends with what there is.";

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
  it("five times in a row end the program; each counts, and the reason is told once", async () => {
    const exchange = createExchange(fail);
    const { problems } = await watch(exchange);
    await readTimes(exchange, 4);
    expect(exit).not.toHaveBeenCalled();
    expect([...problems]).toEqual([["CANDLES_FAILED", { count: 4, message: "gone" }]]);
    await readTimes(exchange, 3);
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(print.mock.calls).toEqual([["Problem: gone"], [ENDS], ["\nProblems"], ["  5 × gone"]]);
  });

  it("count anew behind one that comes to something", async () => {
    const getCandles = vi.fn<Exchange["getCandles"]>(fail);
    const exchange = createExchange(getCandles);
    await watch(exchange);
    await readTimes(exchange, 4);
    getCandles.mockResolvedValueOnce([]);
    expect(await exchange.getCandles()).toEqual([]);
    await readTimes(exchange, 4);
    expect(exit).not.toHaveBeenCalled();
  });

  it("count together, whichever exchange they are of", async () => {
    const [first, second] = [createExchange(fail), createExchange(fail)];
    await watch(first, second);
    await readTimes(first, 3);
    await readTimes(second, 2);
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it("also when they throw no error", async () => {
    const exchange = createExchange(() => Promise.reject("gone"));
    const { problems } = await watch(exchange);
    await readTimes(exchange, 5);
    expect(exit).toHaveBeenCalledTimes(1);
    expect([...problems]).toEqual([["CANDLES_FAILED", { count: 5, message: "gone" }]]);
  });

  it("also when they throw at once", async () => {
    const exchange = createExchange(() => {
      throw new Error("gone");
    });
    await watch(exchange);
    await readTimes(exchange, 5);
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["nothing", undefined],
    ["no list", { timestamp: T0 }],
    ["a row that is none", [null]],
    ["seconds", [{ timestamp: T0 / 1000 }]],
    ["microseconds", [{ timestamp: T0 * 1000 }]],
    ["no times", [{ timestamp: "now" }]],
  ])("also when they come back with %s, which would fail each read", async (_name, answer) => {
    const exchange = createExchange(async () => answer);
    await watch(exchange);
    for (let read = 0; read < 5; read += 1) {
      await expect(exchange.getCandles()).rejects.toThrow("the answer is no list of candles with times");
    }
    expect(exit).toHaveBeenCalledTimes(1);
  });

  it("do not come back before it is known what becomes of the program", async () => {
    const exchange = createExchange(fail);
    const { onEnd } = await watch(exchange);
    await readTimes(exchange, 4);
    let end: () => void = () => expect.fail("nobody was told");
    onEnd(() => new Promise<void>((resolve) => (end = resolve)));
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
      private readonly seen: unknown[] = [];
      public async getCandles(
        symbol: unknown,
        interval: unknown,
        since: unknown,
        limit: unknown,
        signal: unknown,
      ): Promise<unknown[]> {
        this.seen.push(symbol, interval, since, limit, signal);
        return [{ timestamp: T0, seen: this.seen }];
      }
    }
    const exchange = new Market() as Exchange;
    await watch(exchange);
    expect(exchange.getCandles).toHaveLength(5);
    const { getCandles } = exchange;
    expect(await getCandles(1, 2, 3, 4, 5)).toEqual([{ timestamp: T0, seen: [1, 2, 3, 4, 5] }]);
  });

  it("is an object that can be changed", async () => {
    await watch(Object.freeze(createExchange(fail)));
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(print.mock.calls).toEqual([
      ["nobody would notice when e has no candles: give addExchange an object that can be changed"],
    ]);
  });

  it("counts each try once, however often it is watched", async () => {
    const exchange = createExchange(fail);
    const { problems, watchCandles } = await watch(exchange);
    await watchCandles();
    await readTimes(exchange, 4);
    expect(exit).not.toHaveBeenCalled();
    expect(problems.get("CANDLES_FAILED")?.count).toBe(4);
  });

  it("is what a strategy needs: with another one the program ends before it reads", async () => {
    const exchange = createExchange(fail);
    const { watchCandles } = load(exchange);
    const begin = (): unknown =>
      listenBacktestProgress.mock.lastCall?.[0]({
        symbol: "BTCUSDT",
        strategyName: "s",
        exchangeName: "e",
        progress: 0,
      });
    await begin();
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(print.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^nobody would notice when e has no candles: register it before the launcher, or/,
        ),
      ],
    ]);
    exit.mockClear();
    await watchCandles();
    await begin();
    expect(exit).not.toHaveBeenCalled();
  });
});

describe("an error of the library about candles", () => {
  const report = (error: unknown): unknown => listenError.mock.lastCall?.[0](error as object);
  const createError = (cause: unknown): Error =>
    Object.assign(new Error("every try failed", { cause }), { code: "CANDLES_FAILED" });

  it("does not count again what its tries have counted", async () => {
    const exchange = createExchange(fail);
    const { problems } = await watch(exchange);
    await readTimes(exchange, 2);
    const failure: unknown = await exchange.getCandles().catch((error: unknown) => error);
    await report(createError(failure));
    expect([...problems]).toEqual([["CANDLES_FAILED", { count: 3, message: "gone" }]]);
  });

  it.each([
    ["tries that came to no end", createError(new Error("timed out"))],
    ["nothing", createError(undefined)],
    ["something else", Object.assign(new Error("every try failed"), { code: "CANDLES_MISSING" })],
  ])("counts when it is about %s", async (_, error) => {
    const { problems } = await watch(createExchange(fail));
    await report(error);
    expect([...problems.values()]).toEqual([{ count: 1, message: "every try failed" }]);
  });

  it("ends the program when five reads in a row never came back", async () => {
    await watch(createExchange(fail));
    for (let read = 0; read < 5; read += 1) {
      expect(exit).not.toHaveBeenCalled();
      await report(createError(new Error("timed out")));
    }
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(print.mock.calls.map(([line]) => line)).toContain("  5 × every try failed");
  });
});
