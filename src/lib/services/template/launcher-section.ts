import { writeText } from "./template-values";

/** What prints the ranking and the problems. */
const RANKING = `/** When reads of candles, or requests for them, have failed this often in a row, the comparison ends with what there is. */
const CANDLE_FAILURE_LIMIT = 3;
const CANDLE_REQUEST_LIMIT = 5;
let candleFailures = 0;

/** How it went with the strategies. */
const progressOfStrategies = {
  /** The one that runs. @type {string | null} */
  current: null,
  /** Those that were begun. @type {Set<string>} */
  tried: new Set(),
  /** Those that have seen a part of the period only. @type {Set<string>} */
  cutShort: new Set(),
};

/** @param {number | null} value @param {number} digits */
const formatFigure = (value, digits) => (value === null ? "–" : value.toFixed(digits));

/**
 * Prints a table whose first row is its head.
 *
 * @param {string[][]} rows
 */
function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    console.log(\`  \${row.map((cell, column) => cell.padEnd(widths[column])).join("  ")}\`.trimEnd());
  }
}

/**
 * The row of a strategy.
 *
 * @param {string} place
 * @param {string} strategyName
 * @param {string} value - its value of the metric, or why it has none
 */
async function createRow(place, strategyName, value) {
  const { totalSignals, totalPnl, run } = await Backtest.getData(SYMBOL, strategyName);
  const failedCalls = String(run?.failedSignalCalls ?? 0);
  return [place, oneLine(strategyName), value, String(totalSignals), formatFigure(totalPnl, 2), failedCalls];
}

/**
 * Prints who was best, who failed and who saw only a part of the period or nothing of it, and writes the reports.
 *
 * @returns {Promise<boolean>} whether every strategy was tried to its end, and there was anything to compare
 */
async function printRanking() {
  const { tried, cutShort } = progressOfStrategies;
  const walker = (await listWalkers()).find(({ walkerName }) => walkerName === WALKER);
  const strategies = walker?.strategies ?? [];
  const metric = walker?.metric ?? "sharpeRatio";
  const areAllTried = strategies.every((strategyName) => tried.has(strategyName));
  const isWhole = areAllTried && cutShort.size === 0;
  const comparison = await Walker.getData(SYMBOL, WALKER).catch((error) => {
    // Before that there is nothing to say about a comparison that lacks results.
    if (areAllTried) {
      reportProblem(error);
    }
    return null;
  });
  const ranked = (comparison?.strategyResults ?? [])
    .filter(({ strategyName }) => !cutShort.has(strategyName))
    .toReversed()
    .toSorted((left, right) => (right.metricValue ?? -Infinity) - (left.metricValue ?? -Infinity) || 0);

  const rows = [];
  for (const { strategyName, metricValue } of ranked) {
    rows.push(await createRow(String(rows.length + 1), strategyName, formatFigure(metricValue, 3)));
  }
  const others = new Set(strategies);
  ranked.forEach(({ strategyName }) => others.delete(strategyName));
  for (const strategyName of others) {
    if (cutShort.has(strategyName)) {
      rows.push(await createRow("–", strategyName, "cut short"));
    } else if (tried.has(strategyName)) {
      rows.push(["–", oneLine(strategyName), "failed", "–", "–", "all"]);
    } else {
      rows.push(["–", oneLine(strategyName), "not tried", "–", "–", "–"]);
    }
  }
  console.log(\`\\nRanking of \${oneLine(SYMBOL)} by \${metric}\`);
  printTable([["#", "strategy", metric, "trades", "PnL %", "failed calls"], ...rows]);

  const best = isWhole ? comparison?.bestStrategy : null;
  const unless = comparison ? "the metric needs more closed trades" : "nothing could be compared";
  const reason = isWhole ? unless : "not every strategy has seen the whole period";
  console.log(\`Best strategy: \${oneLine(best ?? \`none, for \${reason}\`)}\`);
  if (comparison && isWhole) {
    await Walker.dump(SYMBOL, WALKER);
    await Walker.dumpHtml(SYMBOL, WALKER);
  }
  for (const { strategyName } of ranked) {
    await Backtest.dump(SYMBOL, strategyName);
  }
  return comparison !== null && isWhole;
}

/** Prints what went wrong, each kind once. */
function printProblems() {
  if (problems.size > 0) {
    console.error(\`\\nProblems\`);
  }
  for (const { count, message } of problems.values()) {
    console.error(\`  \${count} × \${message}\`);
  }
}

let isEnding = false;

/** Ends the comparison: with the ranking, the reports and the problems. */
async function endComparison() {
  isEnding = true;
  try {
    process.exitCode = (await printRanking()) ? 0 : 1;
  } catch (error) {
    process.exitCode = 1;
    reportProblem(error);
  }
  printProblems();
}

/**
 * Ends the comparison with what there is, and the program with it: what still waits for an answer is not waited for.
 *
 * @param {string} reason
 */
async function endEarly(reason) {
  if (isEnding) {
    return;
  }
  const { current, cutShort } = progressOfStrategies;
  if (current !== null) {
    cutShort.add(current);
  }
  console.error(\`\${reason}: the comparison ends with what there is.\`);
  await endComparison();
  // Whatever has been printed is out before the end.
  await new Promise((resolve) => process.stderr.write("", resolve));
  await new Promise((resolve) => process.stdout.write("", resolve));
  process.exit();
}`;

/** What tells how the comparison goes. */
const LISTENERS = `listenSignalBacktest(({ action, strategyName, signal, currentPrice }) => {
  candleFailures = 0;
  if (action !== "idle" && action !== "active" && !isEnding) {
    const price = Number(currentPrice.toPrecision(8));
    console.log(\`\${oneLine(strategyName)}: \${action} \${signal.position} at \${price}. \${oneLine(signal.note)}\`);
  }
});

let lastPrint = 0;
listenBacktestProgress(({ strategyName, progress, processedFrames, totalFrames }) => {
  progressOfStrategies.tried.add(strategyName);
  progressOfStrategies.current = progress < 1 ? strategyName : null;
  if (progress === 0) {
    // Each strategy has a chance of its own.
    missedQuestions = 0;
  }
  // A line every five seconds, and at both ends.
  if (isEnding || (progress > 0 && progress < 1 && Date.now() - lastPrint < 5000)) {
    return;
  }
  lastPrint = Date.now();
  const percent = Math.floor(progress * 100);
  console.log(\`\${oneLine(strategyName)}: \${percent} %, \${processedFrames} of \${totalFrames} minutes\`);
});

listenWalkerProgress(({ walkerName, symbol, progress, processedStrategies, totalStrategies }) => {
  const percent = Math.floor(progress * 100);
  const count = \`\${processedStrategies} of \${totalStrategies} strategies\`;
  console.log(\`\${oneLine(walkerName)} on \${oneLine(symbol)}: \${percent} %, \${count}\`);
});

listenError(async (error) => {
  reportProblem(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const { current, cutShort } = progressOfStrategies;
  if (code === "MODEL_GIVEN_UP" && current !== null && !cutShort.has(current)) {
    cutShort.add(current);
    console.error(\`There is no model: \${oneLine(current)} ends here.\`);
    await Backtest.stop(SYMBOL, current);
  }
  if (code === "CANDLES_FAILED") {
    candleFailures += 1;
    if (candleFailures >= CANDLE_FAILURE_LIMIT) {
      await endEarly("There are no candles");
    }
  }
});

// A read has several tries, and a position is followed by many reads before one of them is called a failure.
setInterval(() => {
  if (failedCandleRequests >= CANDLE_REQUEST_LIMIT) {
    void endEarly("There are no candles");
  }
}, 500).unref();

listenExit(reportProblem);

listenWalkerComplete(async () => {
  if (!isEnding) {
    await endComparison();
  }
});

// A second Ctrl+C ends the program at once.
process.once("SIGINT", () => void endEarly("Interrupted"));
process.once("SIGTERM", () => void endEarly("Terminated"));
process.once("SIGHUP", () => void endEarly("Hung up"));`;

/** What starts it all. */
const START = `// Before anybody pays for an answer it is certain that there is a place for it.
const folder = path.resolve("./dump/strategy");
try {
  await fs.mkdir(folder, { recursive: true });
  await fs.access(folder, fs.constants.W_OK);
} catch (error) {
  throw new Error(\`\${folder} cannot be written to: \${findReason(error)}\`);
}

// Until something has been compared, the run has failed.
process.exitCode = 1;`;

/**
 * The part of the program that starts the walker, tells how it goes, and ends with the ranking and the reports.
 * @param symbol - trading pair
 * @param walkerName - the walker to start
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
 */
export const writeLauncherSection = (symbol: string, walkerName: string): string => {
  const pair = writeText("symbol", symbol);
  const walker = writeText("walkerName", walkerName);
  return `/** What is compared. */
const SYMBOL = ${pair};
const WALKER = ${walker};

${RANKING}

${LISTENERS}

${START}
Walker.background(${pair}, { walkerName: ${walker} });`;
};
