/** What is known of the comparison, and how it ends. */
const STATE = `/**
 * The strategies that were begun, on each symbol.
 *
 * @type {Map<string, { symbol: string, strategyName: string, isRunning: boolean, isCutShort: boolean }>}
 */
const trials = new Map();

/** Walkers that were begun and have not come to their end. @type {Set<string>} */
const openWalkers = new Set();

/** Comparisons that came to their end, and whether each of them was whole and could be told. */
const comparisons = { count: 0, areSound: true };

/** What wants to know how a comparison ended. @type {((ending: Ending) => unknown)[]} */
const endTellers = [];

/** Whether nothing was begun since they were told. */
let isTold = false;

/** How many comparisons are being told. */
let tellingCount = 0;

/** Why the program ends early. @type {string | null} */
let earlyReason = null;

/**
 * How a comparison ended: whether every strategy has seen the whole period or failed, got its answers, and there was anything to
 * compare; and the names of the strategies that were begun, that have seen a part of the period only, that got too few answers,
 * and for which there were too few candles.
 *
 * @typedef {{
 *   isWhole: boolean,
 *   tried: Set<string>,
 *   cutShort: Set<string>,
 *   tooFewAnswers: Set<string>,
 *   tooFewCandles: Set<string>,
 * }} Ending
 */

/**
 * Calls a function at the end of each comparison, also when the program ends early. What it throws is a problem, and the run has
 * failed.
 *
 * @param {(ending: Ending) => unknown} tell - is waited for
 */
function onEnd(tell) {
  endTellers.push(tell);
}

/** Until a comparison came whole to its end, and while another one goes on, the run has failed. */
function updateExitCode() {
  const areDone = [...trials.values()].every(({ isRunning, isCutShort }) => !isRunning && !isCutShort);
  const isGood = comparisons.count > 0 && comparisons.areSound && areDone && openWalkers.size === 0;
  process.exitCode = isGood ? 0 : 1;
}`;

/** What ends strategies, comparisons and the program. */
const ENDING = `/**
 * How it went with the strategies.
 *
 * @param {string} [symbol] - by default all
 * @returns {Promise<Ending>} of a comparison that is not whole
 */
async function describeEnding(symbol) {
  const begun = [...trials.values()].filter((trial) => symbol === undefined || trial.symbol === symbol);
  const tried = new Set(begun.map(({ strategyName }) => strategyName));
  const cutShort = new Set(begun.filter(({ isCutShort }) => isCutShort).map(({ strategyName }) => strategyName));
  const tooFewAnswers = new Set([...tried].filter(hasTooFewAnswers));
  return { isWhole: false, tried, cutShort, tooFewAnswers, tooFewCandles: await findTooFewCandles(begun) };
}

/** Minutes without a candle at the end of a period that make it one whose candles have ended. */
const LONGEST_LAST_GAP = 60;

/**
 * Whether there were no candles for more than a tenth of the minutes of a run, or for the last hour of it.
 *
 * @param {{ strategyName: string }} trial
 * @param {import("backtest-connection-kit").IRunFacts} run
 */
function hasTooFewCandles({ strategyName }, { startTime, endTime, minutesRead, gaps }) {
  const [first, last] = [startTime, endTime].map((time) => Math.floor(time / 60_000));
  const lastGap = gaps.at(-1);
  if (lastGap && lastGap.until >= last * 60_000 && lastGap.until - lastGap.since > LONGEST_LAST_GAP * 60_000) {
    const since = new Date(lastGap.since).toISOString();
    const reason = \`strategy \${strategyName} had no candles from \${since} on\`;
    reportProblem(Object.assign(new Error(reason), { code: \`CANDLES_END \${strategyName}\` }));
    return true;
  }
  return minutesRead < (last - first) * 0.9;
}

/**
 * The strategies that had too few candles.
 *
 * @param {{ symbol: string, strategyName: string }[]} begun
 */
async function findTooFewCandles(begun) {
  /** @type {Set<string>} */
  const names = new Set();
  const minuteFrames = (await kit.listFrames()).filter(({ interval }) => interval === "1m");
  for (const trial of begun) {
    const { symbol, strategyName } = trial;
    const { run } = await kit.Backtest.getData(symbol, strategyName).catch(() => ({ run: null }));
    // Wider frames read a part of the minutes only.
    const isOfMinutes = run && minuteFrames.some(({ frameName }) => frameName === run.frameName);
    if (isOfMinutes && hasTooFewCandles(trial, run)) {
      names.add(strategyName);
    }
  }
  return names;
}

/** @param {Ending} ending */
async function tellEnding(ending) {
  isTold = true;
  for (const tell of endTellers) {
    try {
      await tell(ending);
    } catch (error) {
      comparisons.areSound = false;
      reportProblem(error);
    }
  }
  printProblems();
}

/** @param {{ symbol: string, walkerName: string }} comparison - that has come to its end */
async function endComparison({ symbol, walkerName }) {
  if (earlyReason !== null) {
    return;
  }
  tellingCount += 1;
  const walker = (await kit.listWalkers()).find((registered) => registered.walkerName === walkerName);
  const strategies = walker?.strategies ?? [];
  for (const trial of trials.values()) {
    if (trial.symbol === symbol && strategies.includes(trial.strategyName)) {
      trial.isRunning = false;
    }
  }
  const ending = await describeEnding(symbol);
  const { tried, cutShort, tooFewAnswers, tooFewCandles } = ending;
  const areAllTried = strategies.every((strategyName) => tried.has(strategyName));
  const lacking = [cutShort, tooFewAnswers, tooFewCandles];
  const isAnyShort = strategies.some((name) => lacking.some((names) => names.has(name)));
  const comparison = await kit.Walker.getData(symbol, walkerName).catch((error) => {
    // Before that there is nothing to say about a comparison that lacks results.
    if (areAllTried) {
      reportProblem(error);
    }
    return null;
  });
  ending.isWhole = areAllTried && !isAnyShort && comparison !== null;
  await tellEnding(ending);
  comparisons.count += 1;
  comparisons.areSound &&= ending.isWhole;
  openWalkers.delete(JSON.stringify([symbol, walkerName]));
  updateExitCode();
  tellingCount -= 1;
  if (earlyReason !== null && tellingCount === 0) {
    await endProgram(earlyReason);
  }
}

/**
 * Ends the comparison with what there is, and the program with it: what still waits for an answer is not waited for. What is being
 * told is told to its end first.
 *
 * @param {string} reason
 */
async function endEarly(reason) {
  if (earlyReason === null) {
    earlyReason = reason;
    if (tellingCount === 0) {
      await endProgram(reason);
    }
  }
}

/** @param {string} reason */
async function endProgram(reason) {
  for (const trial of trials.values()) {
    trial.isCutShort ||= trial.isRunning;
  }
  console.error(\`\${reason}: the comparison ends with what there is.\`);
  if (!isTold) {
    await tellEnding(await describeEnding());
  }
  printProblems();
  // Whatever has been printed is out before the end.
  await new Promise((resolve) => process.stderr.write("", resolve));
  await new Promise((resolve) => process.stdout.write("", resolve));
  process.exit(1);
}

/**
 * Ends the strategies that run; whatever comes behind them goes on.
 *
 * @param {string} reason
 */
function stopStrategies(reason) {
  for (const trial of trials.values()) {
    if (trial.isRunning && !trial.isCutShort) {
      trial.isCutShort = true;
      console.error(\`\${reason}: \${oneLine(trial.strategyName)} ends here.\`);
      kit.Backtest.stop(trial.symbol, trial.strategyName).catch(reportProblem);
    }
  }
}`;

/** What notices how it goes, whatever started it. */
const WATCH = `/**
 * Tells an error of the library, unless it is told already. One about candles is, try by try.
 *
 * @param {unknown} error
 */
async function reportError(error) {
  if (error instanceof Error && toldFailures.has(error)) {
    return;
  }
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "CANDLES_FAILED" && error instanceof Error) {
    await countFailedRead(error);
    return;
  }
  if (code === "SIGNAL_TIMEOUT" && error instanceof Error) {
    countTimeout(error);
  }
  reportProblem(error);
}

kit.listenBacktestProgress(async ({ symbol, strategyName, exchangeName, progress }) => {
  const key = JSON.stringify([symbol, strategyName]);
  const isCutShort = progress > 0 && trials.get(key)?.isCutShort === true;
  trials.set(key, { symbol, strategyName, isRunning: progress < 1, isCutShort });
  updateExitCode();
  if (progress === 0) {
    isTold = false;
    // Each strategy has a chance of its own.
    forgetMissedQuestions();
    await requireWatched(exchangeName);
  }
});

kit.listenWalkerProgress(({ symbol, walkerName }) => {
  openWalkers.add(JSON.stringify([symbol, walkerName]));
  updateExitCode();
});

kit.listenError(reportError);

kit.listenExit(reportProblem);

kit.listenWalkerComplete(endComparison);

// A second Ctrl+C ends the program at once.
process.once("SIGINT", () => void endEarly("Interrupted"));
process.once("SIGTERM", () => void endEarly("Terminated"));
process.once("SIGHUP", () => void endEarly("Hung up"));
updateExitCode();`;

/** What protects whoever runs the program, whichever launcher it has. */
export const COMPARISON_END = [STATE, ENDING, WATCH].join("\n\n");
