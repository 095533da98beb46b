/** What prints the ranking and the problems. */
export const RANKING = `/** Whether the ranking is on the screen: nothing is told behind it. */
let isOver = false;

/**
 * How many questions of a strategy got no answer.
 *
 * @param {string} strategyName
 */
function countUnanswered(strategyName) {
  const { asked = 0, answered = 0 } = strategyNotes.get(strategyName) ?? {};
  return asked > answered ? \`\${asked - answered} of \${asked} questions without an answer\` : "";
}

/**
 * The beginning of what a strategy goes by.
 *
 * @param {string} strategyName
 */
function quoteText(strategyName) {
  const text = oneLine(strategyNotes.get(strategyName)?.text ?? "");
  const characters = [...text];
  return text === "" ? "–" : JSON.stringify(characters.slice(0, 60).join("")) + (characters.length > 60 ? "…" : "");
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

/**
 * The row of a strategy.
 *
 * @param {string} place
 * @param {string} strategyName
 * @param {string[]} figures - its value of the metric, or why it has none, its trades, their profit, and its failed calls
 */
const createRow = (place, strategyName, figures) => [
  place,
  oneLine(strategyName),
  quoteText(strategyName),
  ...figures,
  countUnanswered(strategyName),
];

/**
 * The figures of a strategy.
 *
 * @param {string} strategyName
 * @param {string} value - of the metric, or why there is none
 */
async function readFigures(strategyName, value) {
  const { totalSignals, totalPnl, run } = await kit.Backtest.getData(SYMBOL, strategyName);
  return [value, String(totalSignals), formatFigure(totalPnl, 2), String(run?.failedSignalCalls ?? 0)];
}

/**
 * Prints who was best, who failed, who saw only a part of the period or nothing of it, and whose questions got too few
 * answers, and writes the reports.
 *
 * @param {{
 *   isWhole: boolean,
 *   tried: Set<string>,
 *   cutShort: Set<string>,
 *   tooFewAnswers: Set<string>,
 *   tooFewCandles: Set<string>,
 * }} ending
 */
async function printRanking({ isWhole, tried, cutShort, tooFewAnswers, tooFewCandles }) {
  isOver = true;
  const walker = (await kit.listWalkers()).find(({ walkerName }) => walkerName === WALKER);
  const strategies = walker?.strategies ?? [];
  const metric = walker?.metric ?? "sharpeRatio";
  const haveAllSeenAll = strategies.every((strategyName) => tried.has(strategyName)) && cutShort.size === 0;
  // There is none when no strategy has a result.
  const comparison = await kit.Walker.getData(SYMBOL, WALKER).catch(() => null);
  const compared = new Set(comparison?.strategyResults.map(({ strategyName }) => strategyName));
  const ranked = (comparison?.strategyResults ?? [])
    .filter(({ strategyName }) => ![cutShort, tooFewAnswers, tooFewCandles].some((names) => names.has(strategyName)))
    .toReversed()
    .toSorted((left, right) => (right.metricValue ?? -Infinity) - (left.metricValue ?? -Infinity) || 0);

  const rows = [];
  for (const { strategyName, metricValue } of ranked) {
    const figures = await readFigures(strategyName, formatFigure(metricValue, 3));
    rows.push(createRow(String(rows.length + 1), strategyName, figures));
  }
  const others = new Set(strategies);
  ranked.forEach(({ strategyName }) => others.delete(strategyName));
  for (const strategyName of others) {
    if (cutShort.has(strategyName)) {
      rows.push(createRow("–", strategyName, await readFigures(strategyName, "cut short")));
    } else if (compared.has(strategyName)) {
      const lack = tooFewAnswers.has(strategyName) ? "too few answers" : "too few candles";
      rows.push(createRow("–", strategyName, await readFigures(strategyName, lack)));
    } else if (tried.has(strategyName)) {
      rows.push(createRow("–", strategyName, ["failed", "–", "–", "all"]));
    } else {
      rows.push(createRow("–", strategyName, ["not tried", "–", "–", "–"]));
    }
  }
  console.log(\`\\nRanking of \${oneLine(SYMBOL)} by \${metric}\`);
  printTable([["#", "strategy", "text", metric, "trades", "PnL %", "failed calls", ""], ...rows]);

  const areAnswersMissing = strategies.some((strategyName) => tooFewAnswers.has(strategyName));
  const fewer = areAnswersMissing ? "too many questions got no answer" : "too many minutes had no candle";
  const lack = haveAllSeenAll ? fewer : "not every strategy has seen the whole period";
  const areCandlesMissing = strategies.some((strategyName) => tooFewCandles.has(strategyName));
  const isAnyShort = !haveAllSeenAll || areAnswersMissing || areCandlesMissing;
  const unless = comparison ? "the metric needs more closed trades" : "nothing could be compared";
  const reason = isAnyShort ? lack : unless;
  const best = isWhole ? comparison?.bestStrategy : null;
  console.log(\`Best strategy: \${oneLine(best ?? \`none, for \${reason}\`)}\`);
  if (isWhole) {
    await kit.Walker.dump(SYMBOL, WALKER);
    await kit.Walker.dumpHtml(SYMBOL, WALKER);
  }
  for (const { strategyName } of ranked) {
    await kit.Backtest.dump(SYMBOL, strategyName);
  }
}`;
