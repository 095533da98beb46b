import { indentLines } from "./indent-lines";
import { RANKING } from "./ranking";
import { writeText } from "./template-values";

/** What tells how the comparison goes. */
const LISTENERS = `/** @param {number} price */
const formatPrice = (price) => Number(price.toPrecision(8));

kit.listenSignalBacktest((event) => {
  if (event.action === "idle" || event.action === "active" || isOver) {
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
  // A line every five seconds, and at both ends.
  if (isOver || (progress > 0 && progress < 1 && Date.now() - lastPrint < 5000)) {
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
});`;

/**
 * The part of the program that starts the walker, tells how it goes, and ends with the ranking and the reports.
 * @param symbol - trading pair
 * @param walkerName - the walker to start
 * @throws TemplateError `TEMPLATE_INVALID` naming what is no text
 */
export const writeLauncherSection = (symbol: string, walkerName: string): string => {
  const pair = writeText("symbol", symbol);
  const walker = writeText("walkerName", walkerName);
  const code = `const { oneLine, onEnd, strategyNotes } = programTools;

/** What is compared. */
const SYMBOL = ${pair};
const WALKER = ${walker};

${RANKING}

${LISTENERS}

onEnd(printRanking);
kit.Walker.background(${pair}, { walkerName: ${walker} });`;
  return `// Compares, and tells how it goes.
{
${indentLines(code)}
}`;
};
