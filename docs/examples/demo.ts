/**
 * `npm run demo`: back-tests the example strategy, prints its trades, and writes its report as a page. Results go to stdout and
 * depend on the candles alone; progress and speed go to stderr.
 */
import { basename } from "node:path";
import { Backtest, listenError, type ICandleData } from "backtest-connection-kit";
import { readCandleFile } from "./candle-file.js";
import { parseDemoArguments, USAGE, type DemoRequest } from "./demo-arguments.js";
import { createProgressDisplay } from "./demo-progress.js";
import { renderReport, type ReportSubject } from "./demo-report.js";
import { generateMarket } from "./market-generator.js";
import { backtestCandles, countPriceDigits, type BacktestCandlesResult } from "./run-backtest.js";

/** Candles and what to call them. */
interface DemoMarket {
  readonly candles: readonly ICandleData[];
  readonly symbol: string;
  readonly source: string;
}

const GENERATED_SYMBOL = "DEMOUSDT";
const GENERATED_DAYS = 30;
const MINUTES_PER_DAY = 1440;
const MINUTE_MS = 60_000;
const SECOND_MS = 1000;

const loadMarket = async (request: Exclude<DemoRequest, { kind: "help" }>): Promise<DemoMarket> =>
  request.kind === "file"
    ? {
        candles: await readCandleFile(request.path),
        symbol: request.symbol,
        source: basename(request.path),
      }
    : {
        candles: generateMarket({ seed: request.seed, minutes: GENERATED_DAYS * MINUTES_PER_DAY }),
        symbol: GENERATED_SYMBOL,
        source: `made up from seed ${request.seed}`,
      };

const describeMarket = ({ candles, symbol, source }: DemoMarket): ReportSubject => ({
  symbol,
  source,
  firstTimestamp: candles[0]?.timestamp ?? 0,
  lastTimestamp: candles.at(-1)?.timestamp ?? 0,
  candleCount: candles.length,
  priceDigits: countPriceDigits(candles),
});

const describeSpeed = (
  { startTimestamp, endTimestamp }: BacktestCandlesResult,
  elapsedMs: number,
): string => {
  const minutes = (endTimestamp - startTimestamp) / MINUTE_MS + 1;
  const seconds = elapsedMs / SECOND_MS;
  const perSecond = Math.round(minutes / seconds);
  return `${minutes} minutes in ${seconds.toFixed(2)} s: ${perSecond} minutes per second`;
};

const describeError = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Says what went wrong in one line, and lets the program end with code 1. */
const complain = (problem: string): void => {
  process.stderr.write(`demo: ${problem.replace(/\s*\n\s*/g, " ")}\n`);
  process.exitCode = 1;
};

const runBacktest = async ({ candles, symbol }: DemoMarket): Promise<BacktestCandlesResult> => {
  const progress = createProgressDisplay(process.stderr, `Back-testing ${symbol}`);
  const problems: string[] = [];
  const stopListening = listenError((error) => {
    problems.push(describeError(error));
  });
  const startedAt = performance.now();
  let speed: string;
  let result: BacktestCandlesResult;
  try {
    result = await backtestCandles({ candles, symbol, onProgress: (value) => progress.update(value) });
    speed = describeSpeed(result, performance.now() - startedAt);
  } finally {
    progress.stop();
    stopListening();
  }
  process.stderr.write(`${speed}\n`);
  if (problems.length > 0) {
    complain(`errors during the back-test: ${problems.length}; the first: ${problems[0] ?? ""}`);
  }
  return result;
};

const runDemo = async (words: readonly string[]): Promise<void> => {
  const request = parseDemoArguments(words);
  if (request.kind === "help") {
    process.stdout.write(USAGE);
    return;
  }
  const market = await loadMarket(request);
  const result = await runBacktest(market);
  const hasColors = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  process.stdout.write(renderReport(describeMarket(market), result, { hasColors }));
  // Prints where the page is.
  await Backtest.dumpHtml(market.symbol, result.strategyName);
};

// A reader such as `head` may close the pipe early, and that is no mistake.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

try {
  await runDemo(process.argv.slice(2));
} catch (error) {
  complain(describeError(error));
}
