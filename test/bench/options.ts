import { parseArgs } from "node:util";

/** What `npm run bench -- --help` prints. */
export const USAGE = `npm run bench [-- OPTIONS]      times runs against rivals
npm run bench -- processes      measures whole processes: size, import, exit, growth, memory

  --days 365       length of the generated market, days
  --rounds 5       rounds whose medians are shown
  --only NAME      contests whose name begins so, on all markets
  --json FILE      writes everything down
  --check          compares with test/bench/baseline.json, and fails when a ratio is more than a quarter worse
  --record         writes the ratios into that file
  --no-build       measures the package as it was built last
  --help           prints this`;

/** What the bench was asked to do. */
export interface IBenchOptions {
  readonly isOfProcesses: boolean;
  /** Length of the generated market, days. */
  readonly days: number;
  readonly rounds: number;
  /** Beginning of the names of the contests. */
  readonly only: string;
  readonly json: string | undefined;
  readonly isRecorded: boolean;
  readonly isChecked: boolean;
  readonly isBuilt: boolean;
  readonly isHelp: boolean;
}

const readCount = (name: string, text: string): number => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new Error(`--${name} must be a whole number from 1 on, got ${text}`);
  }
  return count;
};

const readPositional = (positionals: readonly string[], hasMore: boolean): boolean => {
  const [word, ...rest] = positionals;
  if (word !== undefined && (word !== "processes" || rest.length > 0)) {
    throw new Error(`unknown word ${word === "processes" ? (rest[0] ?? "") : word}`);
  }
  if (word !== undefined && hasMore) {
    throw new Error("processes takes no options but --no-build");
  }
  return word !== undefined;
};

/**
 * Reads the command line of the bench.
 * @param words - what stands behind `npm run bench --`
 * @throws Error whose message says which word is wrong
 */
export const readOptions = (words: readonly string[]): IBenchOptions => {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      days: { type: "string" },
      rounds: { type: "string" },
      only: { type: "string" },
      json: { type: "string" },
      record: { type: "boolean" },
      check: { type: "boolean" },
      "no-build": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const { help: isHelp = false, "no-build": isOld = false, ...more } = values;
  return {
    isOfProcesses: readPositional(positionals, !isHelp && Object.keys(more).length > 0),
    days: readCount("days", values.days ?? "365"),
    rounds: readCount("rounds", values.rounds ?? "5"),
    only: values.only ?? "",
    json: values.json,
    isRecorded: values.record ?? false,
    isChecked: values.check ?? false,
    isBuilt: !isOld,
    isHelp,
  };
};
