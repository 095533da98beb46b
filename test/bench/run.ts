/**
 * `npm run bench`: what a simulated minute costs, next to the floor of the runtime, a bare loop that makes the same trades,
 * and another library. All rivals of a contest run in turn in one process, and the medians of their ratios are shown: so the
 * figures compare between machines, and a busy moment shows in the range instead of in the figure.
 *
 * Its options are in options.ts.
 */
import { writeFile } from "node:fs/promises";
import Table from "cli-table3";
import {
  describeMet,
  hold,
  median,
  type Contest,
  type Figures,
  type RivalName,
  type Target,
} from "./contest";
import {
  createAsyncListeners,
  createAverage,
  createIdle,
  createIdleWatched,
  createListeners,
  createParallel,
  createScheduled,
  createTimeframes,
  createWalker,
} from "./contests";
import { compareWithBaseline, recordBaseline } from "./baseline";
import { createMarket, loadMarkets, MINUTE_MS, withJumps, type Market } from "./market";
import { readOptions } from "./options";
import { findFlatShare } from "./trades";

const WALKER_DAYS = 90;
const PARALLEL_DAYS = 36;
const RIVALS: readonly RivalName[] = ["floor", "bare", "grademark", "indicator", "singles"];

const { days, rounds, only, json, isRecorded, isChecked } = readOptions(process.argv.slice(2));

/** What the days, and whether recorded markets take part, make of the contests. */
const createContests = (days: number, markets: readonly Market[]): (() => Contest)[] => {
  const year = createMarket(days);
  const jumps = withJumps(year);
  const single = [
    createIdle,
    createIdleWatched,
    createAverage,
    createTimeframes,
    createListeners,
    createAsyncListeners,
  ];
  return [
    ...single.map((create) => () => create(year)),
    () => createScheduled(jumps),
    () => createParallel(createMarket(Math.min(days, PARALLEL_DAYS))),
    () => createWalker(createMarket(Math.min(days, WALKER_DAYS))),
    ...markets.flatMap((market) => [...single, createScheduled].map((create) => () => create(market))),
  ];
};

const describeRatio = (ratios: readonly number[] | undefined): string =>
  ratios === undefined
    ? ""
    : `${median(ratios).toFixed(2)} (${(ratios[0] ?? 0).toFixed(2)}-${(ratios.at(-1) ?? 0).toFixed(2)})`;

/** Of many runs at once there is no such share. */
const describeFlat = ({ trades, minutes, ratios }: Figures): string =>
  trades.length === 0 || ratios.singles !== undefined
    ? ""
    : `${(findFlatShare(trades, minutes * MINUTE_MS) * 100).toFixed(0)} %`;

const table = new Table({
  head: [
    "contest",
    "market",
    "minutes",
    "signals",
    "flat",
    ...RIVALS.map((name) => `× ${name}`),
    "minutes/s",
    "target",
    "met",
  ],
  colAligns: ["left", "left", ...Array.from({ length: 3 + RIVALS.length }, () => "right" as const), "right"],
  style: { head: [], border: [] },
});
const results: object[] = [];
const floors: Record<string, number> = {};

const show = (figures: Figures, target: Target): void => {
  const isMet = target.isMet(figures);
  table.push([
    figures.name,
    figures.market,
    String(figures.minutes),
    String(figures.trades.length),
    describeFlat(figures),
    ...RIVALS.map((name) => describeRatio(figures.ratios[name])),
    figures.minutesPerSecond.toFixed(0),
    target.text,
    describeMet(isMet),
  ]);
  const { trades, ...rest } = figures;
  results.push({ ...rest, signals: trades.length, target: target.text, isMet });
  process.stderr.write(
    `${figures.name}, ${figures.market}: ${figures.minutesPerSecond.toFixed(0)} minutes/s\n`,
  );
};

/** A misspelt name must not look like a bench that went well. */
const failOnNothing = (count: number): void => {
  if (count === 0) {
    console.error(`There is no contest whose name begins with ${JSON.stringify(only)}.`);
    process.exitCode = 1;
  }
};

const isChosen = ({ name }: Contest): boolean => name.startsWith(only);
if (isChecked) {
  const contests = createContests(days, [])
    .map((create) => create())
    .filter(isChosen);
  failOnNothing(contests.length);
  const worse = await compareWithBaseline(contests, rounds);
  if (worse.length > 0) {
    console.error(`Slower than recorded:\n${worse.join("\n")}`);
    process.exitCode = 1;
  }
} else {
  for (const create of createContests(days, isRecorded ? [] : loadMarkets())) {
    const contest = create();
    if (isChosen(contest)) {
      const figures = await hold(contest, rounds);
      show(figures, contest.target);
      floors[contest.name] = Number(median(figures.ratios.floor ?? []).toFixed(3));
    }
  }
  failOnNothing(results.length);
  console.log(table.toString());
  console.log(
    `Ratios: time of the library divided by that of the rival, median and range of ${rounds} rounds. Node ${process.version}.`,
  );
}
if (isRecorded) {
  await recordBaseline(floors);
}
if (json !== undefined) {
  await writeFile(json, `${JSON.stringify({ node: process.version, results }, null, 2)}\n`);
}
