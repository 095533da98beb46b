import Table from "cli-table3";
import { groupBy } from "./check-transitions";
import type { CrashResult } from "./crash-lab";
import { describePoint } from "./points";

const count = <T>(items: readonly T[], matches: (item: T) => boolean): number => items.filter(matches).length;

const toCells = (results: readonly CrashResult[]): number[] => {
  const failed = count(results, ({ problems }) => problems.length > 0);
  return [
    count(results, ({ point }) => point.phase === "before"),
    count(results, ({ point }) => point.phase === "after"),
    count(results, ({ delay }) => delay > 0),
    results.length,
    results.length - failed,
    failed,
  ];
};

/** One row for each kind of transition and what had happened last when the process died. */
export const renderTable = (results: readonly CrashResult[]): string => {
  const table = new Table({
    head: ["transition", "last step", "before", "after", "late restarts", "points", "passed", "failed"],
    style: { head: [], border: [] },
  });
  for (const [kind, ofKind] of groupBy(results, ({ point }) => point.kind)) {
    for (const [step, ofStep] of groupBy(ofKind, ({ point }) => point.step)) {
      table.push([kind, step, ...toCells(ofStep)]);
    }
  }
  table.push(["all", "", ...toCells(results)]);
  return table.toString();
};

/** What is lost early makes everything after it lost as well. */
const MOST_PROBLEMS = 12;

const renderProblems = (problems: readonly string[]): string[] => [
  ...problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problem}`),
  ...(problems.length > MOST_PROBLEMS ? [`  and ${problems.length - MOST_PROBLEMS} more`] : []),
];

/** What was broken at which point, and how to see it again. */
export const renderFailures = (results: readonly CrashResult[], seed: number): string =>
  results
    .filter(({ problems }) => problems.length > 0)
    .map(({ point, delay, problems }) =>
      [
        `point ${describePoint(point)}, restart after ${delay / 1000} s`,
        ...renderProblems(problems),
        `  again: npm run crash -- --seed ${seed} --point ${point.number}`,
      ].join("\n"),
    )
    .join("\n\n");
