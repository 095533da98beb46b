import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import { type ProcessResult, runPlainNode } from "../support/child-process";

let root = "";
let dist = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "late-parts-"));
  dist = join(root, "node_modules/backtest-connection-kit/dist");
  await installBuiltPackage(root);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const STATIC_IMPORT = /^(?:import|export) .*from '\.\/([^']+)';$/gm;
const LATE_IMPORT = /import\('\.\/([^']+)'\)/g;

const listMatches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, file]) => file ?? []);

/** The files that are loaded with a file, and those they load late. */
const follow = async (entry: string): Promise<{ loaded: string[]; late: string[] }> => {
  const loaded = new Set([entry]);
  const late: string[] = [];
  for (const file of loaded) {
    const text = await readFile(join(dist, file), "utf8");
    listMatches(text, STATIC_IMPORT).forEach((imported) => loaded.add(imported));
    late.push(...listMatches(text, LATE_IMPORT));
  }
  return { loaded: [...loaded], late };
};

const run = async (lines: readonly string[]): Promise<ProcessResult> => {
  await writeFile(join(root, "program.mjs"), lines.join("\n"));
  return await runPlainNode(["program.mjs"], { cwd: root, timeout: 60_000 });
};

const ASK = `const ask = () => lib.optimizerTemplateService.getTopBanner("BTCUSDT");`;

describe("the built package", () => {
  it("loads its core from two files beside the entry, and no late part with it", async () => {
    const { loaded, late } = await follow("index.js");
    expect(loaded.length).toBe(3);
    expect(late.map((file) => file.replace(/-\w+\.js$/, "")).sort()).toEqual([
      "optimizer-work",
      "pages",
      "report-work",
      "sections",
      "stores",
    ]);
    expect(loaded.filter((file) => late.includes(file))).toEqual([]);
  });

  it("loads each late part as one file: all else it needs is there", async () => {
    const core = await follow("index.js");
    for (const part of core.late) {
      const { loaded } = await follow(part);
      expect(loaded.filter((file) => !core.loaded.includes(file))).toEqual([part]);
    }
  });

  it("loads a late part under a simulated clock, which waits for it", async () => {
    const { stdout, stderr } = await run([
      `import { lib } from "backtest-connection-kit";`,
      `import { createSimulatedClock, setClock } from "backtest-connection-kit/testing";`,
      ASK,
      `const clock = createSimulatedClock({ start: 0 });`,
      `setClock(clock);`,
      `console.log((await clock.runUntil(ask())).length > 0);`,
    ]);
    expect([stdout, stderr]).toEqual(["true\n", ""]);
  });

  it("says what could not be loaded, and loads it when the file is there again", async () => {
    const file = (await readdir(dist)).find((name) => name.startsWith("sections-")) ?? "";
    const [place, aside] = [join(dist, file), join(dist, `${file}.aside`)];
    await rename(place, aside);
    const { stdout } = await run([
      `import { rename } from "node:fs/promises";`,
      `import { lib, LoadError } from "backtest-connection-kit";`,
      ASK,
      `const error = await ask().catch((failure) => failure);`,
      `console.log(error instanceof LoadError, error.code, error.message.includes("the parts of generated programs could"));`,
      `await rename(${JSON.stringify(aside)}, ${JSON.stringify(place)});`,
      `console.log((await ask()).length > 0);`,
    ]);
    expect(stdout).toBe("true PART_NOT_LOADED true\ntrue\n");
  });
});
