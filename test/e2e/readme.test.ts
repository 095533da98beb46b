import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import { PROJECT_ROOT } from "../support/child-process";
import { joinParts, readPrograms, type DocProgram } from "../support/doc-blocks";
import { runProgram } from "../support/doc-runs";

const MOST_LINES = 200;
const MOST_BYTES = 150_000;
const PNG_SIGNATURE = "89504e470d0a1a0a";

let home = "";
let readme = "";
let programs: DocProgram[] = [];

beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "readme-")));
  await installBuiltPackage(home);
  readme = await readFile(join(PROJECT_ROOT, "README.md"), "utf8");
  programs = readPrograms({ path: "README.md", text: readme });
});

afterAll(() => rm(home, { recursive: true, force: true }));

/** The program of the README with a call in it that no shorter one has. */
const findProgram = (call: string): DocProgram => {
  const program = programs.find((candidate) => joinParts(candidate).includes(`${call}(`));
  if (program === undefined) {
    throw new Error(`the README calls ${call} nowhere`);
  }
  return program;
};

describe("the README", () => {
  it("is short, and its picture is small", async () => {
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(MOST_LINES);
    const [, path = ""] = /!\[[^\]]+\]\(([^)]+)\)/.exec(readme) ?? [];
    const picture = await readFile(join(PROJECT_ROOT, path));
    expect(picture.subarray(0, 8).toString("hex")).toBe(PNG_SIGNATURE);
    expect(picture.length).toBeLessThan(MOST_BYTES);
  });

  it("compares the strategies of the first back-test, and the page is written", async () => {
    const { outputs } = await runProgram(findProgram("Walker.run"), home, "walker");
    const path = join(home, "walker/dump/walker/backtest/BTCUSDT/which dip.html");
    expect(outputs[1]?.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^buy the dip -?\d+\.\d\d$/),
      expect.stringMatching(/^buy the deep dip -?\d+\.\d\d$/),
      `Walker report saved: ${path}`,
    ]);
    expect(await readFile(path, "utf8")).toContain("which dip on BTCUSDT");
  });

  it("runs the same strategy live: it opens on the running market, and leaves its position at Ctrl+C", async () => {
    const { language, parts } = findProgram("Live.run");
    const [registrations, live] = [parts[0], parts.at(-1)];
    if (registrations === undefined || live === undefined) {
      throw new Error("the README shows no live run");
    }
    // It buys whatever the price is, so that the test need not wait for a dip; and not in a back-test before.
    const code = registrations.code
      .replace(
        "if (price > dayAgo.open * (1 - percent / 100)) return null;",
        "if (dayAgo === null) return null;",
      )
      .replace(/^for await[\s\S]*/m, "");
    const program = { language, parts: [{ ...registrations, code }, live] };
    const { exitCode, stderr, outputs } = await runProgram(program, home, "live", { interruptAt: "opened" });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(outputs[1]).toMatch(/^opened \d+(\.\d+)?\n$/);
    const stored: unknown = JSON.parse(
      await readFile(join(home, "live/dump/data/signal/BTCUSDT_buy the dip/BTCUSDT.json"), "utf8"),
    );
    expect(stored).toMatchObject({ position: "long", _isScheduled: false, _version: 1 });
  });
});
