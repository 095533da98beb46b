/**
 * Makes a program that compares two trading strategies, one of news and one of the weeks of the year before. Run it with
 * `npx tsx docs/examples/optimizer.ts [folder]`; it needs no network.
 */
import { pathToFileURL } from "node:url";
import {
  addOptimizer,
  listenOptimizerProgress,
  Optimizer,
  type IOptimizerData,
  type IOptimizerFetchArgs,
  type IOptimizerFilterArgs,
  type MessageModel,
} from "backtest-connection-kit";

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

/** A headline. */
interface Headline extends IOptimizerData {
  readonly time: string;
  readonly title: string;
}

/** How a week went. */
interface Week extends IOptimizerData {
  readonly change: string;
}

const TITLES = ["Inflows into funds go on", "A large holder moves coins", "Fees rise on a busy day"];

/** A page of headlines, as a database or an HTTP interface would give it: the last one is shorter than `limit`. */
const fetchHeadlines = ({ startDate, endDate, limit, offset }: IOptimizerFetchArgs): Headline[] => {
  const count = Math.floor((endDate.getTime() - startDate.getTime()) / (8 * HOUR_MS));
  return Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, index) => {
    const number = offset + index;
    return {
      id: number,
      time: new Date(startDate.getTime() + number * 8 * HOUR_MS).toISOString(),
      title: TITLES[number % TITLES.length] ?? "",
    };
  });
};

/** One week after another: a source that is read as it comes. */
async function* readWeeks({ startDate, endDate }: IOptimizerFilterArgs): AsyncGenerator<Week> {
  for (let time = startDate.getTime(); time < endDate.getTime(); time += WEEK_MS) {
    const change = 4 * Math.sin(time / WEEK_MS);
    yield { id: new Date(time).toISOString(), change: `${change.toFixed(1)} %` };
  }
}

/** Here a rule takes the place of the language model; yours sends the messages to one and returns its answer. */
const askModel = async (messages: readonly MessageModel[]): Promise<string> => {
  // Behind the data come the model's "OK" and the question.
  const data = messages.at(-3)?.content ?? "";
  const side = data.includes("Inflows") ? "Buy dips" : "Follow the trend of the week";
  return `## Strategy\n\n**${side}**: enter at support, take twice what is risked.`;
};

/** Says what to trade on. The messages show data and ask nothing, so that the question is added, to a copy of them. */
const getPrompt = async (symbol: string, messages: readonly MessageModel[]): Promise<string> =>
  await askModel([
    ...messages,
    {
      role: "user",
      content: `On what conditions would you trade ${symbol}? Answer with rules in whole sentences.`,
    },
  ]);

addOptimizer({
  optimizerName: "example",
  rangeTrain: [{ startDate: new Date("2024-01-01T00:00:00Z"), endDate: new Date("2024-02-01T00:00:00Z") }],
  rangeTest: { startDate: new Date("2024-02-01T00:00:00Z"), endDate: new Date("2024-02-02T00:00:00Z") },
  source: [
    { name: "headlines", fetch: fetchHeadlines },
    {
      name: "weeks",
      fetch: readWeeks,
      user: (symbol, weeks) => `How ${symbol} has changed, week by week:\n${JSON.stringify(weeks)}`,
    },
  ],
  getPrompt,
});

/**
 * Writes the program.
 *
 * @param folder - where it goes
 */
export const writeProgram = async (folder: string): Promise<void> => {
  const stopListening = listenOptimizerProgress(({ processedSources, totalSources }) => {
    console.log(`${processedSources} of ${totalSources} sources`);
  });
  try {
    await Optimizer.dump("BTCUSDT", { optimizerName: "example" }, folder);
  } finally {
    stopListening();
  }
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await writeProgram(process.argv[2] ?? "./dump/optimizer");
}
