import { parseArgs } from "node:util";
import { CrashLab } from "./crash-lab";
import { describePoint } from "./points";
import { renderFailures, renderTable } from "./report";
import { crashAtAll } from "./run-points";

/** Kills a live strategy at every point there is, and prints what came of it. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      point: { type: "string", multiple: true },
      from: { type: "string", default: "1" },
      to: { type: "string", default: "Infinity" },
      every: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      list: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed);
  const startedAt = performance.now();
  const lab = await CrashLab.open(seed);
  try {
    const points = await lab.findPoints();
    const named = values.point?.map(Number);
    const [from, to, every] = [values.from, values.to, values.every].map(Number) as [number, number, number];
    const isWanted = (number: number): boolean =>
      named?.includes(number) ?? (number >= from && number <= to && (number - from) % every === 0);
    const chosen = points.filter(({ number }) => isWanted(number));
    if (values.list) {
      console.log(chosen.map(describePoint).join("\n"));
      return;
    }
    console.log(`${chosen.length} of ${points.length} points, seed ${seed}`);
    let done = 0;
    const results = await crashAtAll(lab, chosen, ({ point, problems }) => {
      done += 1;
      if (problems.length > 0 || done % 50 === 0) {
        const seconds = Math.round((performance.now() - startedAt) / 1000);
        console.log(
          `${done}/${chosen.length} after ${seconds} s: ${problems.length > 0 ? `FAILED ${describePoint(point)}` : "going on"}`,
        );
      }
    });
    console.log(renderTable(results));
    console.log(renderFailures(results, seed));
    console.log(`${Math.round((performance.now() - startedAt) / 1000)} s`);
    process.exitCode = results.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    await lab.close();
  }
};

await main();
