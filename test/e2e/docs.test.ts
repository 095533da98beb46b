import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import { PROJECT_ROOT } from "../support/child-process";
import { nameProgram, readPrograms } from "../support/doc-blocks";
import { findBrokenLinks, findOrphans } from "../support/doc-links";
import { readDocPages } from "../support/doc-pages";
import { findRunMistakes, runProgram } from "../support/doc-runs";
import { findTypeErrors } from "../support/doc-types";

const pages = await readDocPages(PROJECT_ROOT);
const programs = pages.flatMap(readPrograms);
const runs = programs
  .filter(({ isRun }) => isRun)
  .map((program, index) => ({ title: nameProgram(program), program, name: `program-${index}` }));

let home = "";

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "docs-"));
  await installBuiltPackage(home);
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe("the links of the documentation", () => {
  it("lead to what is there", () => {
    expect(findBrokenLinks(pages, (path) => existsSync(join(PROJECT_ROOT, path)))).toEqual([]);
  });

  it("lead to every page", () => {
    expect(findOrphans(pages, ["README.md", "docs/README.md"])).toEqual([]);
  });
});

describe("the code of the documentation", () => {
  it("is there", () => {
    expect(runs.length).toBeGreaterThan(0);
  });

  it("has the types it uses", () => {
    expect(findTypeErrors(programs)).toEqual([]);
  });

  it.concurrent.each(runs)("$title runs, and prints what the page says", async ({ program, name }) => {
    const run = await runProgram(program, home, name);
    expect(findRunMistakes(program, run).join("\n")).toBe("");
  });
});
