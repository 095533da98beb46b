import { beforeEach, describe, expect, it, vi } from "vitest";
import { loadTools, type Ending, type ProgramTools } from "../../../../support/program-tools";

type Handler = (event: object) => unknown;
type Host = Record<string, unknown>;

const SYMBOL = "BTCUSDT";
const print = vi.fn();
const exit = vi.fn();
const stop = vi.fn();
const getData = vi.fn();
const getRun = vi.fn();
const sendRequest = vi.fn();
const handlers = new Map<string, Handler>();

const keep =
  (name: string) =>
  (handler: Handler): void =>
    void handlers.set(name, handler);

const call = async (name: string, event: object = {}): Promise<void> => {
  await handlers.get(name)?.(event);
};

const listenToProcess = (name: string, handler: Handler): void => keep(name)(handler);

let host: Host = {};

const load = (env: Record<string, string> = {}): ProgramTools => {
  const process = { exit, once: listenToProcess, on: listenToProcess };
  host = process;
  return loadTools({
    print,
    env,
    sendRequest,
    process,
    kit: {
      listenBacktestProgress: keep("progress"),
      listenWalkerProgress: keep("walkerProgress"),
      listenWalkerComplete: keep("complete"),
      listenError: keep("error"),
      listenExit: keep("exitError"),
      listExchanges: async () => [],
      listWalkers: async () => [
        { walkerName: "w", strategies: ["s-1", "s-2"] },
        { walkerName: "v", strategies: ["s-3"] },
      ],
      Walker: { getData },
      listFrames: async () => [
        { frameName: "minutes", interval: "1m" },
        { frameName: "hours", interval: "1h" },
      ],
      Backtest: { stop, getData: getRun },
    },
  });
};

const progress = (strategyName: string, share: number, symbol = SYMBOL): Promise<void> =>
  call("progress", { symbol, strategyName, exchangeName: "e", progress: share });

const runStrategy = async (strategyName: string, walkerName: string | null = "w"): Promise<void> => {
  await progress(strategyName, 0);
  await progress(strategyName, 0.5);
  await progress(strategyName, 1);
  if (walkerName !== null) {
    await call("walkerProgress", { symbol: SYMBOL, walkerName });
  }
};

const complete = (walkerName = "w"): Promise<void> => call("complete", { symbol: SYMBOL, walkerName });

const printed = (): unknown[] => print.mock.calls.map(([line]) => line);

beforeEach(() => {
  vi.resetAllMocks();
  handlers.clear();
  stop.mockResolvedValue(undefined);
  getData.mockResolvedValue({});
  getRun.mockResolvedValue({ run: null });
});

describe("the exit code of a program", () => {
  it("is 1 until a comparison came whole to its end, and 0 from then on", async () => {
    load();
    expect(host.exitCode).toBe(1);
    await runStrategy("s-1");
    await runStrategy("s-2");
    expect(host.exitCode).toBe(1);
    await complete();
    expect(host.exitCode).toBe(0);
    expect(print).not.toHaveBeenCalled();
  });

  it("is 1 when a strategy was not begun", async () => {
    load();
    await runStrategy("s-1");
    await complete();
    expect(host.exitCode).toBe(1);
  });

  it("is 1 when a strategy was begun on another symbol only", async () => {
    load();
    await runStrategy("s-1");
    await progress("s-2", 0, "ETHUSDT");
    await progress("s-2", 1, "ETHUSDT");
    await complete();
    expect(host.exitCode).toBe(1);
  });

  it("is 1 when there was nothing to compare, which is a problem", async () => {
    load();
    getData.mockRejectedValue(new Error("no result"));
    await runStrategy("s-1");
    await complete();
    expect(print).not.toHaveBeenCalled();
    await runStrategy("s-2");
    await complete();
    expect(host.exitCode).toBe(1);
    expect(printed()).toEqual(["Problem: no result", "\nProblems", "  1 × no result"]);
  });

  it("is 1 when a strategy got too few answers, and its name is told", async () => {
    const { askForSignal, onEnd } = load();
    const tell = vi.fn();
    onEnd(tell);
    const away = { json: () => Promise.reject(new Error("away")), dumpJson: vi.fn() };
    await runStrategy("s-1");
    await runStrategy("s-2");
    await expect(askForSignal("s-2", [], away)).rejects.toThrow("away");
    await complete();
    expect(host.exitCode).toBe(1);
    expect(tell.mock.lastCall?.[0]).toMatchObject({ isWhole: false, tooFewAnswers: new Set(["s-2"]) });
  });

  it("is 1 when what it has to tell cannot be told, which is a problem; the rest is told", async () => {
    const { onEnd } = load();
    const tell = vi.fn<(ending: Ending) => void>();
    onEnd(() => Promise.reject(new Error("disk full")));
    onEnd(tell);
    await runStrategy("s-1");
    await runStrategy("s-2");
    await complete();
    expect(host.exitCode).toBe(1);
    expect(printed()).toEqual(["Problem: disk full", "\nProblems", "  1 × disk full"]);
    expect(tell.mock.calls).toEqual([
      [
        {
          isWhole: true,
          tried: new Set(["s-1", "s-2"]),
          cutShort: new Set(),
          tooFewAnswers: new Set(),
          tooFewCandles: new Set(),
        },
      ],
    ]);
  });

  it("is 1 again while another back-test runs, and 0 behind it", async () => {
    load();
    await runStrategy("s-1");
    await runStrategy("s-2");
    await complete();
    await progress("s-3", 0);
    expect(host.exitCode).toBe(1);
    await progress("s-3", 1);
    expect(host.exitCode).toBe(0);
  });

  it("is 1 while another walker is not through, also between two of its strategies", async () => {
    load();
    await runStrategy("s-1");
    await runStrategy("s-2");
    await complete();
    await runStrategy("s-3", "v");
    expect(host.exitCode).toBe(1);
    await complete("v");
    expect(host.exitCode).toBe(0);
  });

  it("is 1 when one of two comparisons was not whole, whichever comes last", async () => {
    load();
    await runStrategy("s-1");
    await complete();
    await runStrategy("s-3", "v");
    await complete("v");
    expect(host.exitCode).toBe(1);
  });

  it("is not held up by a strategy that failed half-way", async () => {
    load();
    await progress("s-1", 0);
    await runStrategy("s-2");
    await complete();
    expect(host.exitCode).toBe(0);
  });
});

describe("a program that is interrupted", () => {
  it.each([
    ["SIGINT", "Interrupted"],
    ["SIGTERM", "Terminated"],
    ["SIGHUP", "Hung up"],
  ])("by %s ends with 1, and tells what there is", async (signal, words) => {
    const { onEnd } = load();
    const tell = vi.fn();
    onEnd(tell);
    await runStrategy("s-1");
    await progress("s-2", 0);
    await call("error", new Error("odd"));
    await call(signal);
    await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(1));
    expect(tell).toHaveBeenCalledExactlyOnceWith({
      isWhole: false,
      tried: new Set(["s-1", "s-2"]),
      cutShort: new Set(["s-2"]),
      tooFewAnswers: new Set(),
      tooFewCandles: new Set(),
    });
    expect(printed()).toEqual([
      "Problem: odd",
      `${words}: the comparison ends with what there is.`,
      "\nProblems",
      "  1 × odd",
    ]);
  });

  it("once more by another signal ends once", async () => {
    load();
    await call("SIGINT");
    await call("SIGTERM");
    await vi.waitFor(() => expect(exit).toHaveBeenCalledTimes(1));
    expect(printed()).toEqual(["Interrupted: the comparison ends with what there is."]);
  });

  it("while it tells how a comparison ended tells that to its end, once, and ends with 1", async () => {
    const { onEnd } = load();
    let finish: () => void = () => expect.fail("nobody was told");
    const tell = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    onEnd(tell);
    await runStrategy("s-1");
    await runStrategy("s-2");
    const end = complete();
    await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(1));
    await call("SIGINT");
    expect(exit).not.toHaveBeenCalled();
    finish();
    await end;
    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
    expect(tell).toHaveBeenCalledTimes(1);
  });
});

describe("a program whose model is not there", () => {
  const askInVain = async ({ askModel }: ReturnType<typeof load>, times: number): Promise<void> => {
    sendRequest.mockRejectedValue(Object.assign(new Error(""), { name: "TimeoutError" }));
    for (let count = 0; count < times; count += 1) {
      await expect(askModel()).rejects.toThrow();
    }
  };

  it("ends the strategy that runs, also when nobody hears of the error, and goes on with the next", async () => {
    const tools = load({ MODEL_FAILURE_LIMIT: "3" });
    const tell = vi.fn();
    tools.onEnd(tell);
    await runStrategy("s-1");
    await progress("s-2", 0);
    await askInVain(tools, 2);
    expect(stop).not.toHaveBeenCalled();
    await askInVain(tools, 1);
    expect(stop.mock.calls).toEqual([[SYMBOL, "s-2"]]);
    expect(printed()).toContain("There is no model: s-2 ends here.");
    await askInVain(tools, 3);
    expect(stop).toHaveBeenCalledTimes(1);
    await progress("s-2", 1);
    await complete();
    expect(exit).not.toHaveBeenCalled();
    expect(host.exitCode).toBe(1);
    expect(tell.mock.lastCall?.[0]).toMatchObject({ isWhole: false, cutShort: new Set(["s-2"]) });
  });

  it("ends all strategies that run at once", async () => {
    const tools = load({ MODEL_FAILURE_LIMIT: "1" });
    await progress("s-1", 0);
    await progress("s-1", 0.5, "ETHUSDT");
    await runStrategy("s-2");
    await askInVain(tools, 1);
    expect(stop.mock.calls).toEqual([
      [SYMBOL, "s-1"],
      ["ETHUSDT", "s-1"],
    ]);
  });

  it("gives the next strategy a count of its own, and one that runs again a new chance", async () => {
    const tools = load({ MODEL_FAILURE_LIMIT: "3" });
    await progress("s-1", 0);
    await askInVain(tools, 3);
    await progress("s-1", 1);
    await progress("s-2", 0);
    await askInVain(tools, 2);
    await progress("s-2", 1);
    await runStrategy("s-1");
    await complete();
    expect(stop).toHaveBeenCalledTimes(1);
    expect(stop).toHaveBeenCalledWith(SYMBOL, "s-1");
  });

  it("says so when a strategy cannot be stopped", async () => {
    const tools = load({ MODEL_FAILURE_LIMIT: "1" });
    stop.mockRejectedValue(new Error("busy"));
    await progress("s-1", 0);
    await askInVain(tools, 1);
    await vi.waitFor(() => expect(printed()).toContain("Problem: busy"));
  });
});

describe("a strategy whose call runs over its time", () => {
  const timeout = (text = "getSignal did not answer within 3900 s"): Promise<void> => {
    const message = `Timeout for s-1 symbol=${SYMBOL}: ${text}`;
    return call("error", Object.assign(new Error(message), { code: "SIGNAL_TIMEOUT" }));
  };

  it("has an unanswered question, and one for each call that could not be made meanwhile, whatever comes later", async () => {
    const { askForSignal, strategyNotes } = load();
    await progress("s-1", 0);
    let answer: (signal: unknown) => void = () => expect.fail("nobody was asked");
    const json = (): Promise<unknown> => new Promise((resolve) => (answer = resolve));
    const asking = askForSignal("s-1", [], { json, dumpJson: () => undefined });
    await timeout();
    await timeout("getSignal was not called");
    await timeout("getSignal was not called");
    answer(null);
    await asking;
    expect(strategyNotes.get("s-1")).toMatchObject({ asked: 3, answered: 0 });
  });

  it("and asks by itself has an unanswered question for each", async () => {
    const { strategyNotes } = load();
    await progress("s-1", 0);
    await progress("s-2", 0, "ETHUSDT");
    await timeout();
    await timeout("getSignal was not called");
    expect([...strategyNotes].map(([name, { asked }]) => [name, asked])).toEqual([["s-1", 2]]);
  });

  it("is ended when that happens too often in a row", async () => {
    load({ MODEL_FAILURE_LIMIT: "3" });
    await progress("s-1", 0);
    await timeout();
    await timeout("getSignal was not called");
    expect(stop).not.toHaveBeenCalled();
    await timeout("getSignal was not called");
    expect(stop.mock.calls).toEqual([[SYMBOL, "s-1"]]);
  });
});

describe("a strategy that asks the model without askForSignal", () => {
  it("has its questions counted, each once", async () => {
    const tools = load();
    await progress("s-1", 0);
    const respond = { status: 200, retryAfter: null, body: '{"choices":[{"message":{"content":"yes"}}]}' };
    sendRequest.mockResolvedValueOnce(respond);
    expect(await tools.askModel([])).toBe("yes");
    sendRequest.mockResolvedValueOnce({ status: 400, retryAfter: null, body: "" });
    await expect(tools.askModel([])).rejects.toThrow("HTTP 400");
    sendRequest.mockResolvedValueOnce(respond);
    await tools.askForSignal("s-1", [], { json: () => tools.askModel([]), dumpJson: () => undefined });
    expect(tools.strategyNotes.get("s-1")).toMatchObject({ asked: 3, answered: 2 });
  });
});

describe("a question that fails", () => {
  it("is told also when the strategy keeps that to itself, and once when it does not", async () => {
    const { askForSignal } = load();
    await progress("s-1", 0);
    const json = (): never => expect.fail("refused");
    const asking = askForSignal("s-1", [], { json, dumpJson: () => undefined });
    const error = await asking.catch((reason: unknown) => reason);
    expect(printed()).toEqual(["Problem: refused"]);
    await call("error", error as object);
    await call("exit");
    expect(printed()).toEqual(["Problem: refused", "\nProblems", "  1 × refused"]);
  });
});

describe("a strategy that had no candles", () => {
  const run = { frameName: "minutes", startTime: 0, endTime: 100 * 60_000, gaps: [] };
  const gap = (since: number, until: number): object => ({ since: since * 60_000, until: until * 60_000 });

  it("says from when on there were none", async () => {
    load();
    getRun.mockResolvedValue({ run: { ...run, minutesRead: 30, gaps: [gap(30, 100)] } });
    await runStrategy("s-1");
    await runStrategy("s-2");
    await complete();
    expect(printed()).toContain("Problem: strategy s-1 had no candles from 1970-01-01T00:30:00.000Z on");
  });

  it.each([
    [{ ...run, minutesRead: 89 }, true],
    [{ ...run, minutesRead: 90 }, false],
    [{ ...run, endTime: 1000 * 60_000, minutesRead: 939, gaps: [gap(939, 1000)] }, true],
    [{ ...run, endTime: 1000 * 60_000, minutesRead: 940, gaps: [gap(940, 1000)] }, false],
    [{ ...run, endTime: 1000 * 60_000, minutesRead: 939, gaps: [gap(938, 999)] }, false],
    [{ ...run, frameName: "hours", minutesRead: 2 }, false],
    [null, false],
  ])(
    "for more than a tenth of its minutes, or its last hour, makes a comparison no whole one: %j",
    async (facts, isShort) => {
      const { onEnd } = load();
      const tell = vi.fn<(ending: Ending) => unknown>();
      onEnd(tell);
      getRun.mockImplementation(async (_symbol: string, name: string) => ({
        run: name === "s-2" ? facts : { ...run, minutesRead: 100 },
      }));
      await runStrategy("s-1");
      await runStrategy("s-2");
      await complete();
      expect(tell.mock.lastCall?.[0]).toMatchObject({
        isWhole: !isShort,
        tooFewCandles: new Set(isShort ? ["s-2"] : []),
      });
      expect(host.exitCode).toBe(isShort ? 1 : 0);
    },
  );
});

describe("problems", () => {
  it("come from errors and failed runs, and are counted when the program exits, whatever ends it", async () => {
    load();
    await call("error", new Error("odd"));
    await call("exitError", new Error("odd"));
    expect(printed()).toEqual(["Problem: odd"]);
    await call("exit");
    await call("exit");
    expect(printed()).toEqual(["Problem: odd", "\nProblems", "  2 × odd"]);
  });
});

describe("the folder of conversations", () => {
  it("is made before the program begins", () => {
    const files = { mkdirSync: vi.fn(), accessSync: vi.fn() };
    loadTools({ files, print });
    expect(files.mkdirSync.mock.calls).toEqual([
      [expect.stringMatching(/dump.strategy$/), { recursive: true }],
    ]);
    expect(print).not.toHaveBeenCalled();
  });

  it.each(["mkdirSync", "accessSync"])("ends the program when it cannot be used, as %s says", (name) => {
    const fail = (): never => {
      throw new Error("EACCES");
    };
    expect(() => loadTools({ files: { [name]: fail }, print })).toThrow("exit 1");
    expect(printed()).toEqual([expect.stringMatching(/dump.strategy cannot be written to: EACCES$/)]);
  });
});
