import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_URL, PROJECT_ROOT, runNode } from "../../support/child-process";
import { listSyntaxErrors, readShape } from "../../support/program-shape";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "optimizer-pages-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The code of a page. */
const readCode = async (page: string): Promise<string> => {
  const text = await readFile(join(PROJECT_ROOT, "docs", page), "utf8");
  const [, code] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  if (code === undefined) {
    throw new Error(`docs/${page} shows no code`);
  }
  return code;
};

/** Runs a program in a folder of its own. Returns what it printed, and the generated program. */
const run = async (name: string, code: string): Promise<{ stdout: string; generated: string }> => {
  const file = join(folder, `${name}.mts`);
  const target = join(folder, name);
  const program = code
    .replaceAll('"backtest-connection-kit"', JSON.stringify(PACKAGE_URL))
    .replace('"./generated"', JSON.stringify(target));
  await writeFile(file, program);
  const { exitCode, stdout, stderr } = await runNode(file);
  expect(exitCode, stderr).toBe(0);
  return { stdout, generated: await readFile(join(target, "news_BTCUSDT.mjs"), "utf8") };
};

describe("the pages about optimizers", () => {
  it("the optimizer shown tells how far it is and writes a program with a strategy of each period and source", async () => {
    const { stdout, generated } = await run("optimizer", await readCode("optimizer.md"));
    expect(stdout.match(/^\d+ %$/gm)).toEqual(["0 %", "25 %", "50 %", "75 %", "100 %"]);
    expect(listSyntaxErrors(generated)).toEqual([]);
    const { texts } = readShape(generated);
    expect(texts.filter((text) => text.startsWith("Buy dips of BTCUSDT."))).toEqual([
      "Buy dips of BTCUSDT. (3 messages)",
      "Buy dips of BTCUSDT. (5 messages)",
      "Buy dips of BTCUSDT. (3 messages)",
      "Buy dips of BTCUSDT. (5 messages)",
    ]);
  });

  it("the part shown takes the place of the built-in one", async () => {
    const template = await readCode("optimizer-program.md");
    const optimizer = (await readCode("optimizer.md")).replace("getPrompt:", "template,\n  getPrompt:");
    const { generated } = await run("template", `${template}\n${optimizer}`);
    expect(listSyntaxErrors(generated)).toEqual([]);
    expect(generated).toContain("getCandles: readCandles,");
    expect(generated.match(/addExchange\(/g)).toHaveLength(1);
  });
});
