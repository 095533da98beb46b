import { indentLines } from "./indent-lines";
import { RANKING } from "./ranking";
import { writeText } from "./template-values";

/** What ends the comparison. */
const ENDING = `let isEnding = false;

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
const LISTENERS = `/** @param {number} price */
const formatPrice = (price) => Number(price.toPrecision(8));

kit.listenSignalBacktest((event) => {
  if (event.action === "idle" || event.action === "active" || isEnding) {
    return;
  }
  const { action, signal, strategyName } = event;
  const times = { scheduled: signal.scheduledAt, opened: signal.pendingAt };
  const time = "closeTimestamp" in event ? event.closeTimestamp : times[event.action];
  const opened = \`\${signal.position} at \${formatPrice(signal.priceOpen)}\`;
  const closed = action === "closed" ? \`, closed at \${formatPrice(event.currentPrice)} by \${event.closeReason}\` : "";
  const instant = new Date(time).toISOString();
  console.log(\`\${instant} \${oneLine(strategyName)}: \${action} \${opened}\${closed}. \${oneLine(signal.note)}\`);
});

let lastPrint = 0;
kit.listenBacktestProgress(({ strategyName, progress, processedFrames, totalFrames }) => {
  progressOfStrategies.tried.add(strategyName);
  progressOfStrategies.current = progress < 1 ? strategyName : null;
  if (progress === 0) {
    // Each strategy has a chance of its own.
    forgetMissedQuestions();
  }
  // A line every five seconds, and at both ends.
  if (isEnding || (progress > 0 && progress < 1 && Date.now() - lastPrint < 5000)) {
    return;
  }
  lastPrint = Date.now();
  const percent = Math.floor(progress * 100);
  console.log(\`\${oneLine(strategyName)}: \${percent} %, \${processedFrames} of \${totalFrames} minutes\`);
});

kit.listenWalkerProgress(({ walkerName, symbol, progress, processedStrategies, totalStrategies }) => {
  const percent = Math.floor(progress * 100);
  const count = \`\${processedStrategies} of \${totalStrategies} strategies\`;
  console.log(\`\${oneLine(walkerName)} on \${oneLine(symbol)}: \${percent} %, \${count}\`);
});

kit.listenError(async (error) => {
  reportProblem(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const { current, cutShort } = progressOfStrategies;
  if (code === "MODEL_GIVEN_UP" && current !== null && !cutShort.has(current)) {
    cutShort.add(current);
    console.error(\`There is no model: \${oneLine(current)} ends here.\`);
    await kit.Backtest.stop(SYMBOL, current);
  }
});

kit.listenExit(reportProblem);

kit.listenWalkerComplete(async () => {
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
const folder = nodePath.resolve("./dump/strategy");
try {
  await nodeFs.promises.mkdir(folder, { recursive: true });
  await nodeFs.promises.access(folder, nodeFs.constants.W_OK);
} catch (error) {
  throw new Error(\`\${folder} cannot be written to: \${findReason(error)}\`);
}

// Until something has been compared, the run has failed.
process.exitCode = 1;
await watchCandles(() => endEarly("There are no candles"));`;

/**
 * The part of the program that starts the walker, tells how it goes, and ends with the ranking and the reports.
 * @param symbol - trading pair
 * @param walkerName - the walker to start
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
 */
export const writeLauncherSection = (symbol: string, walkerName: string): string => {
  const pair = writeText("symbol", symbol);
  const walker = writeText("walkerName", walkerName);
  const code = `const { findReason, forgetMissedQuestions, oneLine, problems, reportProblem, strategyNotes, watchCandles } =
  programTools;

/** What is compared. */
const SYMBOL = ${pair};
const WALKER = ${walker};

${RANKING}

${ENDING}

${LISTENERS}

${START}
kit.Walker.background(${pair}, { walkerName: ${walker} });`;
  return `// Compares, and tells how it goes.
{
${indentLines(code)}
}`;
};
