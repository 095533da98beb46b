import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_URL, PROJECT_ROOT, runNode } from "../support/child-process";

let folder = "";
let readme = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readme-"));
  readme = await readFile(join(PROJECT_ROOT, "README.md"), "utf8");
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The first fenced block of a language behind a heading. */
const readBlock = (heading: string, language: string): string => {
  const section = readme.slice(readme.indexOf(`## ${heading}`));
  const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section) ?? [];
  if (block === undefined) {
    throw new Error(`README has no ${language} block under ${heading}`);
  }
  return block;
};

const runProgram = async (text: string): Promise<string> => {
  const path = join(folder, "program.mts");
  await writeFile(path, text.replaceAll('"backtest-connection-kit"', JSON.stringify(PACKAGE_URL)));
  const { exitCode, stdout, stderr } = await runNode(path);
  expect(exitCode, stderr).toBe(0);
  return stdout;
};

describe("the programs of the README run as printed", () => {
  it("the first back-test prints what the README says", async () => {
    const stdout = await runProgram(readBlock("A first back-test", "js"));
    expect(stdout).toBe(readBlock("A first back-test", "text"));
  });

  it("the strategies of the first back-test are compared, and the page is written", async () => {
    const stdout = await runProgram(
      [
        `process.chdir(${JSON.stringify(folder)});`,
        readBlock("A first back-test", "js").replace(/^for await[\s\S]*$/m, ""),
        readBlock("How good was it", "js"),
      ].join("\n"),
    );
    const path = join(await realpath(folder), "dump/walker/backtest/BTCUSDT/which dip.html");
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^buy the dip -?\d+\.\d\d$/),
      expect.stringMatching(/^buy the deep dip -?\d+\.\d\d$/),
      expect.stringMatching(/^buy the (deep )?dip$/),
      `Walker report saved: ${path}`,
    ]);
    expect(await readFile(path, "utf8")).toContain("which dip on BTCUSDT");
  });

  it("the size of a position is the one in the comment", async () => {
    const block = readBlock("How large a position", "js");
    expect(await runProgram(block)).toBe(`${/\/\/ (\d+)$/m.exec(block)?.[1] ?? ""}\n`);
  });

  it("the same strategy live: it opens on the running market, and is left with the position stored", async () => {
    const [registrations] = readBlock("A first back-test", "js").split("addFrame(");
    const strategy = readBlock("A first back-test", "js").match(/^addStrategy.*$/m)?.[0] ?? "";
    const live = readBlock("The same strategy live", "js").replace(
      "console.log(action, signal.priceOpen);",
      "console.log(action, signal.id === signal.id.trim()); break;",
    );
    const stdout = await runProgram(
      [
        `process.chdir(${JSON.stringify(folder)});`,
        registrations,
        // It buys whatever the price is, so that the test need not wait for a dip.
        strategy
          .replace('"15m"', '"1m"')
          .replace(
            "async () => dip",
            "async () => ({ ...dip, priceOpen: undefined, priceTakeProfit: 130, priceStopLoss: 90 })",
          ),
        live,
      ].join("\n"),
    );
    expect(stdout).toBe("opened true\n");
    const stored: unknown = JSON.parse(
      await readFile(join(folder, "dump/data/signal/BTCUSDT_buy the dip/BTCUSDT.json"), "utf8"),
    );
    expect(stored).toMatchObject({ position: "long", _isScheduled: false, _version: 1 });
  });
});
