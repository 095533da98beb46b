/**
 * `npm run bench`: what a simulated minute costs. Each figure is measured in rounds, each round right after the unit it is
 * divided by, and the median of the ratios is shown: so the figures compare between machines, and a busy moment shows in
 * the range instead of in the figure.
 */
import Table from "cli-table3";
import { measureEmptyContext } from "./baseline";
import { createWorkloads, type Workload } from "./workloads";

interface Round {
  /** Milliseconds of one empty context. */
  readonly unit: number;
  /** Milliseconds of one simulated minute. */
  readonly minute: number;
  readonly trades: number;
}

const ROUNDS = 5;
const NANOSECONDS_PER_MS = 1e6;

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
  const ratios = rounds.map(({ minute, unit }) => minute / unit);
  const nanoseconds = median(rounds.map(({ minute }) => minute * NANOSECONDS_PER_MS));
  return [
    workload.title,
    String(workload.minutes),
    String(rounds[0]?.trades ?? 0),
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
    nanoseconds.toFixed(0),
  ];
};

const table = new Table({
  head: ["back-test", "minutes", "trades", "median ratio", "range", "ns per minute"],
  colAligns: ["left", "right", "right", "right", "right", "right"],
  style: { head: [], border: [] },
});
const units: number[] = [];
for (const workload of createWorkloads()) {
  const rounds = await measure(workload);
  units.push(...rounds.map(({ unit }) => unit * NANOSECONDS_PER_MS));
  table.push(describeRow(workload, rounds));
}
console.log(table.toString());
console.log(
  `A ratio of 1 is one empty AsyncLocalStorage.run with an await around it: ${median(units).toFixed(0)} ns here, Node ${process.version}.`,
);
