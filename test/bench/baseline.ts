import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { hold, median, type Contest } from "./contest";

/** How much worse than recorded a ratio may be. */
const TOLERANCE = 1.25;

/** How often a contest is held before its ratio counts as worse: a busy machine must not look like a slow library. */
const ATTEMPTS = 5;

/** By major version of Node and contest: time of the library divided by that of the floor. */
const BASELINE = z.record(z.string(), z.record(z.string(), z.number().positive()));

/** From the root of the project, where the bench is run. */
const PATH = "test/bench/baseline.json";

const [major = ""] = process.versions.node.split(".");

const readBaseline = async (): Promise<z.infer<typeof BASELINE>> =>
  BASELINE.parse(JSON.parse(await readFile(PATH, "utf8")));

/** Writes down what the contests came to as what later runs are compared with. */
export const recordBaseline = async (ratios: Readonly<Record<string, number>>): Promise<void> => {
  const baseline = { ...(await readBaseline()), [major]: ratios };
  await writeFile(PATH, `${JSON.stringify(baseline, null, 2)}\n`);
};

/**
 * Holds contests until their ratio to the floor is within a quarter of the recorded one, or it has been tried often enough.
 * @returns the contests that are worse, in words
 */
export const compareWithBaseline = async (
  contests: readonly Contest[],
  rounds: number,
): Promise<readonly string[]> => {
  const recorded = (await readBaseline())[major];
  if (recorded === undefined) {
    console.log(`Nothing is recorded for Node ${major}, so nothing is compared.`);
    return [];
  }
  const worse: string[] = [];
  for (const contest of contests) {
    const limit = (recorded[contest.name] ?? Number.POSITIVE_INFINITY) * TOLERANCE;
    let best = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < ATTEMPTS && best > limit; attempt += 1) {
      best = Math.min(best, median((await hold(contest, rounds)).ratios.floor ?? []));
    }
    const line = `${contest.name}: ${best.toFixed(2)} × floor, at most ${limit.toFixed(2)}`;
    console.log(line);
    if (!(best <= limit)) {
      worse.push(line);
    }
  }
  return worse;
};
