/**
 * `npm run bench -- processes`: what whole processes cost. Memory of a run over candles of a stream, the time to import the
 * package and to leave a process, how the time of a run grows with its length, and with how far back it looks. The size of what
 * is installed, too.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import Table from "cli-table3";
import { build } from "esbuild";
import { z } from "zod";
import { bundleCore, bundleLibrary, leaveOutLateParts } from "../support/core-bundle";
import { describeMet, median, NO_TARGET } from "./contest";

const MEGABYTE = 2 ** 20;
const KILOBYTE = 2 ** 10;
const TIMES = 11;
const IMPORT_TIMES = 21;
const PROBE = resolve("node_modules/.bench/probe.mjs");
const LIBRARY = resolve("dist/index.js");
const EMPTY_MODULE = "data:text/javascript,export {};";

interface Finished {
  readonly stdout: string;
  readonly endedAt: number;
}

const start = (words: readonly string[]): Promise<Finished> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ["--expose-gc", PROBE, ...words], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) {
        done({ stdout, endedAt: Date.now() });
      } else {
        fail(new Error(`the probe ${words.join(" ")} ended with ${code}`));
      }
    });
  });

const probe = async <Shape extends z.ZodType>(
  shape: Shape,
  ...words: readonly string[]
): Promise<z.infer<Shape>> => shape.parse(JSON.parse((await start(words)).stdout));

const MEMORY = z.object({ kept: z.number(), resident: z.number(), samples: z.array(z.number()).default([]) });
const TIME = z.object({ ms: z.number() });
const TIMES_EACH = z.object({ ms: z.array(z.number()) });

const sort = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right);

const repeatTimes = async (take: () => Promise<number>): Promise<number> => {
  const taken: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    taken.push(await take());
  }
  return median(sort(taken));
};

const table = new Table({
  head: ["what", "figure", "target", "met"],
  style: { head: [], border: [] },
});

const show = (what: string, figure: string, target: string, isMet: boolean | null): void => {
  table.push([what, figure, target, describeMet(isMet)]);
  process.stderr.write(`${what}: ${figure}\n`);
};

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;

/** From Node 24 on the collector leaves more behind before it begins, so the figure says little of the library. */
const collectsLate = Number(process.versions.node.split(".")[0]) >= 24;

const showResident = (what: string, bytes: number): void =>
  collectsLate
    ? show(what, megabytes(bytes), "for information", null)
    : show(what, megabytes(bytes), "120 MB", bytes <= 120 * MEGABYTE);

const measureStreams = async (): Promise<void> => {
  const empty = await probe(MEMORY, "empty");
  const kept: number[] = [];
  for (const years of ["1", "10"]) {
    const told = await probe(MEMORY, "stream", years);
    const most = Math.max(...told.samples, told.kept) - empty.kept;
    kept.push(...told.samples);
    show(`heap and buffers of ${years} streamed years`, megabytes(most), "40 MB", most <= 40 * MEGABYTE);
    const resident = told.resident - empty.resident;
    showResident(`resident, ${years} years`, resident);
  }
  const growth = Math.max(...kept) - Math.min(...kept);
  show("between all samples of both", megabytes(growth), "4 MB", growth <= 4 * MEGABYTE);
};

const measureRepeats = async (): Promise<void> => {
  const { samples } = await probe(z.object({ samples: z.array(z.number()) }), "repeat");
  const growth = (samples.at(-1) ?? 0) - (samples[0] ?? 0);
  show("heap after 1000 runs beyond that after 125", megabytes(growth), "2 MB", growth <= 2 * MEGABYTE);
};

const measureImport = async (): Promise<void> => {
  const take = async (file: string): Promise<number> => (await probe(TIME, "import", file)).ms;
  // In turn, so that whatever else the machine does counts for both.
  const differences: number[] = [];
  for (let time = 0; time < IMPORT_TIMES; time += 1) {
    differences.push((await take(LIBRARY)) - (await take(EMPTY_MODULE)));
  }
  const ms = median(sort(differences));
  const text = `${ms.toFixed(0)} ms, at best ${Math.min(...differences).toFixed(0)} ms`;
  show("import, beyond that of an empty module", text, "60 ms", ms <= 60);
};

const measureExit = async (): Promise<void> => {
  const shape = z.object({ leftAt: z.number() });
  const ms = await repeatTimes(async () => {
    const { stdout, endedAt } = await start(["leave"]);
    return endedAt - shape.parse(JSON.parse(stdout)).leftAt;
  });
  show("from the last run to the end of the process", `${ms.toFixed(0)} ms`, "50 ms", ms <= 50);
};

const YEARS = [0.5, 1, 2, 4];

const measureGrowth = async (): Promise<void> => {
  const { ms } = await probe(TIMES_EACH, "grow", YEARS.join(","));
  const costs = ms.map((time, place) => time / (YEARS[place] ?? 1));
  const spread = Math.max(...costs) / Math.min(...costs) - 1;
  const text = `${costs.map((cost) => cost.toFixed(0)).join(", ")} ms a year`;
  show("0.5, 1, 2 and 4 years", text, "within 10 %", spread <= 0.1);
};

const measureLooks = async (): Promise<void> => {
  const [near = NaN, far = NaN] = (await probe(TIMES_EACH, "look", "15m,4h")).ms;
  const ratio = far / near;
  show("24 candles of 4 h instead of 15 m", `${ratio.toFixed(2)} × the time`, "1.1 ×", ratio <= 1.1);
};

const zip = (text: Uint8Array): number => gzipSync(text, { level: 9 }).length / KILOBYTE;

const measureSize = async (): Promise<void> => {
  const core = zip((await bundleCore()).text);
  show("own code that an import loads, minified and gzipped", `${core.toFixed(0)} KB`, "60 KB", core <= 60);
  const whole = zip((await bundleLibrary()).text);
  show("with the parts that are loaded late", `${whole.toFixed(0)} KB`, NO_TARGET.text, null);
  const { outputFiles } = await build({
    entryPoints: [LIBRARY],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    external: ["rxjs", "rxjs/*"],
    plugins: [leaveOutLateParts],
  });
  const loaded = zip(outputFiles[0]?.contents ?? new Uint8Array());
  show("what an import loads, as it is, gzipped", `${loaded.toFixed(0)} KB`, NO_TARGET.text, null);
};

await measureSize();
await measureImport();
await measureExit();
await measureLooks();
await measureGrowth();
await measureRepeats();
await measureStreams();
console.log(table.toString());
console.log(
  `Medians of ${TIMES} processes, of ${IMPORT_TIMES} for the import, or the best of several runs in one. Node ${process.version}.`,
);
