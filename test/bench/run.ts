/**
 * `npm run bench`: what a simulated minute costs. Each figure is measured in rounds, each round right after the unit it is
 * divided by, and the median of the ratios is shown: so the figures compare between machines, and a busy moment shows in
 * the range instead of in the figure. The last two columns are what a user waits for on this machine, median as well.
 */
import Table from "cli-table3";
import { measureEmptyContext } from "./baseline";
import { CANDLE_DATA_ADVICE } from "../support/candle-files";
import { createRecordedWorkload, createWorkloads, type Workload } from "./workloads";

interface Round {
  /** Milliseconds of one empty context. */
  readonly unit: number;
  /** Milliseconds of one simulated minute. */
  readonly minute: number;
  readonly trades: number;
}

const ROUNDS = 5;
const NANOSECONDS_PER_MS = 1e6;
const MS_PER_SECOND = 1000;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const measureRound = async (workload: Workload): Promise<Round> => {
  const unit = await measureEmptyContext();
  const start = performance.now();
  const trades = await workload.run();
  return { unit, minute: (performance.now() - start) / workload.minutes, trades };
};

const measure = async (workload: Workload): Promise<Round[]> => {
  await measureRound(workload);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(await measureRound(workload));
  }
  return rounds;
};

const describeRow = (workload: Workload, rounds: readonly Round[]): string[] => {
  const ratios = rounds.map((round) => round.minute / round.unit);
  const minute = median(rounds.map((round) => round.minute));
  return [
    workload.title,
    String(workload.minutes),
    String(rounds[0]?.trades ?? 0),
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    (minute * NANOSECONDS_PER_MS).toFixed(0),
    ((minute * workload.minutes) / MS_PER_SECOND).toFixed(2),
    (MS_PER_SECOND / minute).toFixed(0),
  ];
};

const table = new Table({
  head: ["back-test", "minutes", "trades", "median ratio", "range", "ns/minute", "seconds", "minutes/s"],
  colAligns: ["left", "right", "right", "right", "right", "right", "right", "right"],
  style: { head: [], border: [] },
});
const units: number[] = [];
const recorded = createRecordedWorkload();
for (const workload of [...createWorkloads(), ...(recorded === null ? [] : [recorded])]) {
  const rounds = await measure(workload);
  units.push(...rounds.map(({ unit }) => unit * NANOSECONDS_PER_MS));
  table.push(describeRow(workload, rounds));
}
console.log(table.toString());
console.log(
  `A ratio of 1 is one empty AsyncLocalStorage.run with an await around it: ${median(units).toFixed(0)} ns here, Node ${process.version}.`,
);
if (recorded === null) {
  console.log(`Recorded candles are absent, and so is their row: ${CANDLE_DATA_ADVICE}.`);
}
