import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNode, type ProcessResult } from "../../support/child-process";
import { listSyntaxErrors, readShape } from "../../support/program-shape";

let folder = "";
let result: ProcessResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "example-optimizer-"));
  result = await runNode("docs/examples/optimizer.ts", folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the example of an optimizer", () => {
  it("tells how far it is, and ends well", () => {
    expect(result.stderr).toBe("");
    expect(result.exitCode).toBe(0);
    expect(result.stdout.split("\n").slice(0, 3)).toEqual([
      "0 of 2 sources",
      "1 of 2 sources",
      "2 of 2 sources",
    ]);
  });

  it("writes a program with a strategy of each source", async () => {
    expect(await readdir(folder)).toEqual(["example_BTCUSDT.mjs"]);
    const code = await readFile(join(folder, "example_BTCUSDT.mjs"), "utf8");
    expect(listSyntaxErrors(code)).toEqual([]);
    expect(readShape(code).texts).toEqual(
      expect.arrayContaining([
        "Strategy Buy dips: enter at support, take twice what is risked.",
        "Strategy Follow the trend of the week: enter at support, take twice what is risked.",
      ]),
    );
  });
});
