import { walkFloor } from "./floor";
import { hashTrades, type Trade } from "./trades";

/** Runs once and tells what it traded. */
export type Contestant = () => readonly Trade[] | Promise<readonly Trade[]>;

/** Whom the library is compared with. */
export type RivalName = "floor" | "bare" | "grademark" | "indicator" | "singles";

/** Something to time. */
export interface Contest {
  readonly name: string;
  readonly market: string;
  /** Calendar minutes one run goes through. */
  readonly minutes: number;
  readonly library: Contestant;
  readonly rivals: Partial<Record<Exclude<RivalName, "floor">, Contestant>>;
  /** What it has to reach. */
  readonly target: Target;
}

/** A limit on a figure. */
export interface Target {
  readonly text: string;
  /** `null` where there is nothing to reach. */
  readonly isMet: (figures: Figures) => boolean | null;
}

/** Of what is measured for information only. */
export const NO_TARGET: Target = { text: "for information", isMet: () => null };

/** Whether a target was met, for a table. */
export const describeMet = (isMet: boolean | null): string => (isMet === null ? "–" : isMet ? "yes" : "no");

/** What came of a contest. */
export interface Figures {
  readonly name: string;
  readonly market: string;
  readonly minutes: number;
  readonly trades: readonly Trade[];
  readonly hash: string;
  /** Median over the rounds, calendar minutes per second. */
  readonly minutesPerSecond: number;
  /** Time of the library divided by that of the rival, of each round, ascending. */
  readonly ratios: Partial<Record<RivalName, readonly number[]>>;
}

/** Trades of these are the library's own, bit by bit. */
const SAME_TRADES: readonly RivalName[] = ["bare", "singles"];

const MS_PER_SECOND = 1_000;

/** The middle one of ascending values, or the mean of the two in the middle. */
export const median = (sorted: readonly number[]): number => {
  const [below, above] = [Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2)];
  return ((sorted[below] ?? Number.NaN) + (sorted[above] ?? Number.NaN)) / 2;
};

/** How long a contestant runs before its times count: the runtime is slow until it has compiled what it runs often. */
const WARM_UP_MS = 1_500;

const warmUp = async (contestant: Contestant): Promise<void> => {
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS) {
    await contestant();
  }
};

const sort = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);

interface Timed {
  readonly ms: number;
  readonly hash: string;
  readonly trades: readonly Trade[];
}

const time = async (contestant: Contestant): Promise<Timed> => {
  const start = performance.now();
  const trades = await contestant();
  const ms = performance.now() - start;
  return { ms, trades, hash: hashTrades(trades) };
};

const requireSame = (contest: Contest, who: string, seen: string, expected: string): void => {
  if (seen !== expected) {
    throw new Error(`${contest.name} on ${contest.market}: ${who} made other trades, so no figure counts`);
  }
};

const listRivals = (contest: Contest): [RivalName, Contestant][] => {
  const floor: Contestant = async () => {
    await walkFloor(contest.minutes);
    return [];
  };
  const rivals: [RivalName, Contestant | undefined][] = [
    ["floor", floor],
    ["bare", contest.rivals.bare],
    ["grademark", contest.rivals.grademark],
    ["indicator", contest.rivals.indicator],
    ["singles", contest.rivals.singles],
  ];
  return rivals.flatMap(([name, rival]) => (rival === undefined ? [] : [[name, rival]]));
};

/**
 * Lets the library and its rivals run in turn, in one process, so that a busy moment hits all of them. The first round
 * warms up and does not count.
 * @throws Error when the trades of two rounds differ, or those of a rival that must make the same ones
 */
export const hold = async (contest: Contest, rounds: number): Promise<Figures> => {
  await warmUp(contest.library);
  const first = await time(contest.library);
  const hashes = new Map<RivalName, string>();
  const times: number[] = [];
  const ratios: Partial<Record<RivalName, number[]>> = {};
  for (let round = 0; round <= rounds; round += 1) {
    const own = await time(contest.library);
    requireSame(contest, "another round", own.hash, first.hash);
    if (round > 0) {
      times.push(own.ms);
    }
    for (const [name, rival] of listRivals(contest)) {
      const other = await time(rival);
      const expected = SAME_TRADES.includes(name) ? first.hash : (hashes.get(name) ?? other.hash);
      requireSame(contest, name, other.hash, expected);
      hashes.set(name, other.hash);
      if (round > 0) {
        (ratios[name] ??= []).push(own.ms / other.ms);
      }
    }
  }
  return {
    name: contest.name,
    market: contest.market,
    minutes: contest.minutes,
    trades: first.trades,
    hash: first.hash,
    minutesPerSecond: (contest.minutes * MS_PER_SECOND) / median(sort(times)),
    ratios: Object.fromEntries(Object.entries(ratios).map(([name, values]) => [name, sort(values)])),
  };
};
