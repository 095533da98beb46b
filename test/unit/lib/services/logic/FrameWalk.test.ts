import { describe, expect, it } from "vitest";
import { getDefaultConfig } from "../../../../../src/config/params";
import type { Awaitable } from "../../../../../src/interfaces/Awaitable.interface";
import type { Later, Receiver } from "../../../../../src/interfaces/Receiver.interface";
import type { IStrategyTickResult } from "../../../../../src/interfaces/Strategy.interface";
import { FrameWalk } from "../../../../../src/lib/services/logic/FrameWalk";
import { isInsideCallOf, runCall } from "../../../../../src/utils/call-chain";
import { LATER } from "../../../../../src/utils/later";
import { notify } from "../../../../../src/utils/notify";
import { MINUTE, START } from "../../../../support/market";
import { createIdle, createResult } from "./live-results";

/** What a tick answers: at once, or later. */
type Answer = () => IStrategyTickResult | Later;

const idle: Answer = () => createIdle();

const opened: Answer = () => createResult("opened", START);

const fail: Answer = () => {
  throw new Error("no tick");
};

interface WalkOptions {
  readonly frames?: number;
  /** What the ticks answer, in order; idle when nothing is left. */
  readonly answers?: readonly Answer[];
  readonly chunk?: number;
}

/** A walk over frames of one minute, with everything around it written down. */
const createWalk = ({ frames = 3, answers = [], chunk = 100 }: WalkOptions = {}) => {
  const script = [...answers];
  const log: string[] = [];
  const outlook = { isStopped: false, isHeld: false, quietUntil: -Infinity, hearsIdle: false };
  const hooks: {
    report: () => Promise<void> | undefined;
    advanceTo: (index: number) => Promise<void> | undefined;
    onLook: () => void;
    quietly: () => Awaitable<IStrategyTickResult> | null;
  } = {
    quietly: () => null,
    report: () => undefined,
    advanceTo: () => undefined,
    onLook: () => undefined,
  };
  let receiver: Receiver<IStrategyTickResult> | null = null;
  const settings = { ...getDefaultConfig(), CC_CANDLES_CHUNK: chunk };
  const walk = new FrameWalk({
    symbol: "BTCUSDT",
    strategyName: "strategy",
    timeline: { start: START, step: MINUTE, count: frames },
    services: {
      settingsContextService: { getSettings: () => settings },
      strategyGlobalService: {
        getOutlook: () => ({
          ...outlook,
          held: outlook.isHeld ? createResult("opened", START).signal : null,
          nextMinute: null,
        }),
        lookQuietly: (_symbol, time) => {
          const minute = (time - START) / MINUTE;
          log.push(`look quietly ${minute}`);
          const value = hooks.quietly();
          return value === null ? null : { value, close: () => void log.push(`close ${minute}`) };
        },
        look: (look, time) => {
          const minute = (time - START) / MINUTE;
          log.push(`look ${minute}`);
          hooks.onLook();
          receiver = look.receiver;
          const value = (script.shift() ?? idle)();
          return { value, close: () => void log.push(`close ${minute}`) };
        },
      },
    },
    performance: {
      start: () => 7,
      report: (metric) => {
        log.push(metric);
        return hooks.report();
      },
    },
    progress: { advanceTo: (index) => hooks.advanceTo(index) },
  });
  const answer = (result: IStrategyTickResult): void => receiver?.take(result);
  const answerWith = (error: unknown): void => receiver?.fail(error);
  return { walk, log, outlook, hooks, answer, answerWith };
};

const later: Answer = () => LATER;

describe("a walk through the frames of a back-test", () => {
  it("ticks at every frame in order, closes each context, and ends behind the last, without a promise", () => {
    const { walk, log } = createWalk({ frames: 2 });
    expect(walk.walk()).toEqual({ kind: "end" });
    expect(log).toEqual([
      "look 0",
      "close 0",
      "backtest_timeframe",
      "look 1",
      "close 1",
      "backtest_timeframe",
    ]);
    expect(walk.when).toBe(START + MINUTE);
    expect(walk.isPassing).toBe(false);
  });

  it("passes frames at which nothing would happen and nobody hears of it", () => {
    const { walk, log, outlook } = createWalk({ frames: 5 });
    outlook.quietUntil = START + 3 * MINUTE;
    expect(walk.walk()).toEqual({ kind: "end" });
    expect(log.filter((line) => line.startsWith("look"))).toEqual(["look 3", "look 4"]);
  });

  it("passes none when somebody hears of idle results, when something is held, or without a candle window", () => {
    const quiet = { quietUntil: START + 3 * MINUTE };
    const walks = [
      { ...createWalk({ frames: 2 }), now: { ...quiet, hearsIdle: true } },
      { ...createWalk({ frames: 2 }), now: { ...quiet, isHeld: true } },
      { ...createWalk({ frames: 2, chunk: 0 }), now: quiet },
    ];
    for (const { walk, log, outlook, now } of walks) {
      Object.assign(outlook, now);
      expect(walk.walk()).toEqual({ kind: "end" });
      expect(log.filter((line) => /^look \d/u.test(line))).toEqual(["look 0", "look 1"]);
    }
  });

  it("looks quietly where the strategy is not asked, and with a whole tick where that does not do", async () => {
    const { walk, log, hooks, outlook } = createWalk({ frames: 3, chunk: 0 });
    outlook.quietUntil = START + 2 * MINUTE;
    const quiet = [null, Promise.resolve(createIdle())];
    hooks.quietly = () => quiet.shift() ?? null;
    await expect(walk.walk()).resolves.toEqual({ kind: "end" });
    const timed = "backtest_timeframe";
    expect(log).toEqual([
      ...["look quietly 0", "look 0", "close 0", timed],
      ...["look quietly 1", "close 1", timed],
      ...["look 2", "close 2", timed],
    ]);
  });

  it("says whether it ended behind frames it had passed", () => {
    const { walk, outlook } = createWalk({ frames: 5 });
    outlook.quietUntil = START + 100 * MINUTE;
    void walk.walk();
    expect(walk.isPassing).toBe(true);
  });

  it("halts at what is more than an idle result, and goes on where it is told to", () => {
    const { walk, log } = createWalk({ frames: 6, answers: [idle, opened] });
    expect(walk.walk()).toEqual({ kind: "found", result: opened(), startedAt: 7 });
    expect(walk.when).toBe(START + MINUTE);
    expect(walk.moveTo(START + 3.5 * MINUTE)).toBeUndefined();
    expect(walk.walk()).toEqual({ kind: "end" });
    expect(log.filter((line) => line.startsWith("look"))).toEqual(["look 0", "look 1", "look 4", "look 5"]);
  });

  it("goes on at the next frame when it is sent back", () => {
    const { walk, log } = createWalk({ frames: 2, answers: [opened] });
    void walk.walk();
    void walk.moveTo(START - MINUTE);
    void walk.walk();
    expect(log.filter((line) => line.startsWith("look"))).toEqual(["look 0", "look 1"]);
  });

  it("halts at a tick that fails, at once or later", async () => {
    const { walk, log, answerWith } = createWalk({ answers: [fail, later] });
    expect(walk.walk()).toMatchObject({ kind: "failed", error: { message: "no tick" }, startedAt: 7 });
    void walk.moveTo(START);
    const halted = walk.walk();
    answerWith("too late");
    await expect(halted).resolves.toMatchObject({ kind: "failed", error: "too late" });
    expect(log).toEqual(["look 0", "look 1", "close 1"]);
  });

  it("one promise serves all the answers that are waited for up to the next halt", async () => {
    const { walk, log, answer } = createWalk({ frames: 4, answers: [later, later, idle, later] });
    const halted = walk.walk();
    expect(halted).toBeInstanceOf(Promise);
    answer(createIdle());
    answer(createIdle());
    expect(log.at(-1)).toBe("look 3");
    answer(createResult("opened", START));
    await expect(halted).resolves.toMatchObject({ kind: "found", result: { action: "opened" } });
    expect(walk.when).toBe(START + 3 * MINUTE);
  });

  it("goes on behind an answer where its caller is, not where the answer came from", async () => {
    const owner = {};
    const { walk, hooks, answer } = createWalk({ answers: [later, later] });
    const seen: boolean[] = [];
    hooks.onLook = () => void seen.push(isInsideCallOf(owner));
    const halted = runCall(owner, "engine", () => walk.walk());
    runCall({}, "engine", () => answer(createIdle()));
    expect(seen).toEqual([true, true]);
    answer(createIdle());
    await halted;
    expect(seen).toEqual([true, true, true]);
  });

  it("pauses for those who hear of the progress, and is a frame further then", async () => {
    const { walk, hooks, log } = createWalk({ frames: 2 });
    let isHeard = false;
    hooks.advanceTo = (index) =>
      index === 1
        ? Promise.resolve().then(() => {
            isHeard = true;
          })
        : undefined;
    const halt = walk.walk();
    if (halt instanceof Promise || halt.kind !== "pause") {
      throw new Error("it should pause");
    }
    await halt.ended;
    expect(isHeard).toBe(true);
    void walk.walk();
    expect(log.filter((line) => line.startsWith("look"))).toEqual(["look 0", "look 1"]);
  });

  it("pauses for those who hear how long a frame took, before anybody hears of the progress", async () => {
    const { walk, hooks, log } = createWalk({ frames: 1 });
    hooks.report = () => Promise.resolve().then(() => void log.push("heard"));
    hooks.advanceTo = () => void log.push("progress");
    const halt = walk.walk();
    if (halt instanceof Promise || halt.kind !== "pause") {
      throw new Error("it should pause");
    }
    await halt.ended;
    expect(log.slice(-3)).toEqual(["backtest_timeframe", "heard", "progress"]);
    expect(walk.walk()).toEqual({ kind: "end" });
  });

  it("lets callbacks nobody waits for go on between two frames", async () => {
    const { walk, hooks, log } = createWalk({ frames: 2 });
    hooks.onLook = () =>
      notify(
        () => Promise.resolve().then(() => void log.push("callback")),
        () => undefined,
      );
    const halt = walk.walk();
    if (halt instanceof Promise || halt.kind !== "pause") {
      throw new Error("it should pause");
    }
    await halt.ended;
    expect(log).toEqual(["look 0", "close 0", "backtest_timeframe", "callback"]);
  });

  it("ends at the next frame once the strategy is stopped and holds nothing; that frame was no finished one", () => {
    const { walk, hooks, outlook, log } = createWalk({ frames: 5, answers: [idle, idle] });
    hooks.onLook = () => {
      outlook.isStopped = log.length > 2;
    };
    expect(walk.walk()).toEqual({ kind: "end" });
    expect(log).toEqual(["look 0", "close 0", "backtest_timeframe", "look 1", "close 1"]);
  });

  it("what fails between two frames fails the walk, also behind an answer that came later", async () => {
    const { walk, hooks, answer } = createWalk({ answers: [later] });
    const halted = walk.walk();
    hooks.report = () => {
      throw new Error("no report");
    };
    answer(createIdle());
    await expect(halted).rejects.toThrow("no report");
    expect(() => walk.walk()).toThrow("no report");
  });
});
