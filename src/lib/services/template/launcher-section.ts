import { writeText } from "./template-values";

/** What keeps and prints problems, and prints the ranking. */
const REPORTING = `/** The kinds of problems there were: the first of each kind, and how many. @type {Map<string, { count: number, message: string }>} */
const problems = new Map();

/** When the candles have failed this often with nothing in between, the comparison ends with what there is. */
const CANDLE_FAILURE_LIMIT = 3;
let candleFailures = 0;
let isStopping = false;

/**
 * A text for the screen: one line, and no character that does anything but show itself.
 *
 * @param {unknown} text
 */
const oneLine = (text) => String(text).replace(/[\\s\\p{C}]+/gu, " ");

/**
 * Prints the first problem of each kind, and counts the others.
 *
 * @param {unknown} problem
 */
function reportProblem(problem) {
  const code = problem instanceof Error && "code" in problem ? String(problem.code) : undefined;
  const message = oneLine(problem instanceof Error ? problem.message : problem);
  const kind = code ?? (problems.size < 50 ? message.replace(/\\d+/g, "0").slice(0, 80) : "other problems");
  const known = problems.get(kind);
  if (known) {
    known.count += 1;
  } else {
    problems.set(kind, { count: 1, message });
    console.error(\`Problem: \${message}\`);
  }
  if (code === "CANDLES_FAILED") {
    candleFailures += 1;
  }
}

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

/** The strategies that were tried. @type {Set<string>} */
const triedStrategies = new Set();

/**
 * Prints who was best and who failed, and writes the reports.
 *
 * @param {string} symbol
 * @param {string} walkerName
 * @param {string} metric - what they are compared by
 * @returns {Promise<boolean>} whether there was anything to compare
 */
async function printRanking(symbol, walkerName, metric) {
  const comparison = await Walker.getData(symbol, walkerName).catch((error) => {
    reportProblem(error);
    return null;
  });
  const ranked = (comparison?.strategyResults ?? [])
    .toReversed()
    .toSorted((left, right) => (right.metricValue ?? -Infinity) - (left.metricValue ?? -Infinity) || 0);
  const failed = new Set(triedStrategies);
  ranked.forEach(({ strategyName }) => failed.delete(strategyName));

  console.log(\`\\nRanking of \${oneLine(symbol)} by \${metric}\`);
  printTable([
    ["#", "strategy", metric, "trades", "PnL %", "failed calls"],
    ...ranked.map(({ strategyName, metricValue, stats }, index) => [
      String(index + 1),
      oneLine(strategyName),
      formatFigure(metricValue, 3),
      String(stats.totalSignals),
      formatFigure(stats.totalPnl, 2),
      String(stats.run?.failedSignalCalls ?? 0),
    ]),
    ...[...failed].map((strategyName) => ["–", oneLine(strategyName), "failed", "–", "–", "all"]),
  ]);
  const reason = comparison ? "the metric needs more closed trades" : "nothing could be compared";
  console.log(\`Best strategy: \${oneLine(comparison?.bestStrategy ?? \`none, for \${reason}\`)}\`);
  if (comparison) {
    await Walker.dump(symbol, walkerName);
    await Walker.dumpHtml(symbol, walkerName);
  }
  for (const { strategyName } of ranked) {
    await Backtest.dump(symbol, strategyName);
  }
  return comparison !== null;
}

/** Prints what went wrong, each kind once. */
function printProblems() {
  if (problems.size > 0) {
    console.error(\`\\nProblems\`);
  }
  for (const { count, message } of problems.values()) {
    console.error(\`  \${count} × \${message}\`);
  }
}`;

/** What tells how the comparison goes. */
const LISTENERS = `listenSignalBacktest(({ action, strategyName, signal, currentPrice }) => {
  candleFailures = 0;
  if (action !== "idle" && action !== "active") {
    const price = Number(currentPrice.toPrecision(8));
    console.log(\`\${oneLine(strategyName)}: \${action} \${signal.position} at \${price}. \${oneLine(signal.note)}\`);
  }
});

let lastPrint = 0;
listenBacktestProgress(({ strategyName, progress, processedFrames, totalFrames }) => {
  triedStrategies.add(strategyName);
  // A line every five seconds, and at both ends.
  if (progress > 0 && progress < 1 && Date.now() - lastPrint < 5000) {
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
  if (candleFailures >= CANDLE_FAILURE_LIMIT && !isStopping) {
    isStopping = true;
    console.error("There are no candles: the comparison ends with what there is.");
    await stopComparison();
  }
});

listenExit(reportProblem);

listenWalkerComplete(async ({ symbol, walkerName, metric }) => {
  try {
    process.exitCode = (await printRanking(symbol, walkerName, metric)) ? 0 : 1;
  } catch (error) {
    reportProblem(error);
  }
  printProblems();
});

// An interrupted comparison ends with the strategies it has; a second Ctrl+C ends it at once.
process.once("SIGINT", () => void stopComparison());`;

/**
 * The part of the program that starts the walker, tells how it goes, and ends with the ranking and the reports.
 * @param symbol - trading pair
 * @param walkerName - the walker to start
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
 */
export const writeLauncherSection = (symbol: string, walkerName: string): string => {
  const pair = writeText("symbol", symbol);
  const walker = writeText("walkerName", walkerName);
  return `${REPORTING}

/** Lets the strategy that runs come to its end, and starts no other. */
const stopComparison = () => Walker.stop(${pair}, ${walker}).catch(reportProblem);

${LISTENERS}

// Until something has been compared, the run has failed.
process.exitCode = 1;
Walker.background(${pair}, { walkerName: ${walker} });`;
};
