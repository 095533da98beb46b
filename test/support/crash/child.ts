import "./hooks";
import {
  listenDoneLive,
  listenError,
  listenExit,
  listenPartialLoss,
  listenPartialProfit,
  listenSignal,
  listenSignalLive,
  Live,
  PersistBase,
  setConfig,
} from "../../../src/index";
import type { IStrategyTickResult, PartialProfitContract } from "../../../src/index";
import type { SimulatedClock } from "../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock } from "../../../src/utils/clock";
import { MINUTE } from "../market";
import { ChildLog } from "./child-log";
import { killAt, listHits } from "./child-hits";
import { registerSession } from "./child-market";
import { TickScopes } from "./child-ticks";
import { findOpenPositions, listRelativeFiles, readDisk } from "./disk";
import { createScope, runInScope, setOutermostScope } from "./hooks";
import type { ChildPlan, MilestoneEntry, SignalEntry } from "./plan";
import { AWAIT_MINUTES, EXCHANGE, getSession, STRATEGIES, SYMBOL, toTime } from "./session";

const [ALPHA, BETA] = STRATEGIES;

const STORES = ["signal", "schedule", "risk", "partial"] as const;

const listenAll = (log: ChildLog, ticks: TickScopes): void => {
  const writeSignal = (source: SignalEntry["source"], result: IStrategyTickResult): void => {
    if (result.signal !== null && result.action !== "active") {
      log.write({ type: "signal", source, action: result.action, id: result.signal.id, result });
    }
  };
  const writeMilestone = (side: MilestoneEntry["side"], event: PartialProfitContract): void => {
    const { data, level, currentPrice: price, timestamp, strategyName } = event;
    ticks.countMilestone(strategyName);
    log.write({ type: "milestone", side, id: data.id, level, price, timestamp });
  };
  listenSignalLive((result) => writeSignal("live", result));
  listenSignal((result) => writeSignal("all", result));
  listenPartialProfit((event) => writeMilestone("profit", event));
  listenPartialLoss((event) => writeMilestone("loss", event));
  listenError((error) => log.writeFault("error", error));
  listenExit((error) => log.writeFault("exit", error));
  process.on("unhandledRejection", (error) => {
    log.writeFault("rejection", error);
    process.exitCode = 1;
  });
};

/** What the listings of the stores that have a folder show. */
const listDocuments = async (): Promise<string[]> => {
  const folders = new Set(
    listRelativeFiles(process.cwd()).map((path) => path.split("/").slice(0, -1).join("/")),
  );
  const listed: string[] = [];
  for (const store of STORES) {
    const base = `dump/data/${store}`;
    for (const folder of [...folders].filter((path) => path.startsWith(`${base}/`))) {
      for await (const key of new PersistBase(folder.slice(base.length + 1), base).keys()) {
        listed.push(`${folder}/${key}`);
      }
    }
  }
  return listed.toSorted();
};

const writeDisk = async (log: ChildLog, type: "start" | "end"): Promise<void> =>
  log.write({ type, disk: readDisk(process.cwd()), listed: await listDocuments() });

/** Starts both strategies, each in another way. @returns settles when both have ended */
const startRuns = (log: ChildLog): Promise<unknown> => {
  const alphaDone = new Promise<void>((resolve) => {
    listenDoneLive(({ strategyName }) => {
      if (strategyName === ALPHA) {
        resolve();
      }
    });
  });
  Live.background(SYMBOL, { strategyName: ALPHA, exchangeName: EXCHANGE });
  const consume = async (): Promise<void> => {
    for await (const { action, signal } of Live.run(SYMBOL, { strategyName: BETA, exchangeName: EXCHANGE })) {
      log.write({ type: "yield", action, id: signal.id });
    }
  };
  return Promise.all([alphaDone, consume()]);
};

const stopRuns = async (log: ChildLog): Promise<void> => {
  log.write({ type: "stop" });
  setOutermostScope("ending");
  await runInScope(createScope("stop"), async () => {
    for (const strategyName of STRATEGIES) {
      await Live.stop(SYMBOL, strategyName);
    }
  });
};

/** Moves the clock from minute to minute, and once in between for the stop. */
const walk = async (plan: ChildPlan, clock: SimulatedClock, log: ChildLog): Promise<void> => {
  const { endMinute, stopMinute } = getSession(plan.session);
  const stopAt = plan.stopAt ?? toTime(stopMinute);
  const rest = async (time: number): Promise<void> => {
    await clock.advanceTo(time);
    log.write({ type: "rest", positions: findOpenPositions(readDisk(process.cwd())) });
  };
  let isStopped = stopAt <= plan.start;
  if (isStopped) {
    await stopRuns(log);
  }
  await rest(plan.start);
  for (let next = Math.floor(plan.start / MINUTE) * MINUTE; next < toTime(endMinute);) {
    next += MINUTE;
    if (!isStopped && stopAt < next) {
      isStopped = true;
      await rest(stopAt);
      await stopRuns(log);
      await rest(stopAt);
    }
    await rest(next);
  }
};

const run = async (plan: ChildPlan): Promise<void> => {
  const clock = createSimulatedClock({ start: plan.start });
  setClock(clock);
  setConfig({ CC_SCHEDULE_AWAIT_MINUTES: AWAIT_MINUTES });
  const log = new ChildLog(plan.log);
  const ticks = new TickScopes(log, plan.isRestart === true);
  await writeDisk(log, "start");
  registerSession(getSession(plan.session), log, plan.absent);
  ticks.install();
  listenAll(log, ticks);
  if (plan.killAt !== undefined) {
    killAt(plan.killAt);
  }
  if (plan.list !== undefined) {
    listHits(plan.list, log);
  }
  const ended = startRuns(log);
  await walk(plan, clock, log);
  await clock.runUntil(ended);
  await writeDisk(log, "end");
};

void run(JSON.parse(process.argv[2] ?? "") as ChildPlan);
