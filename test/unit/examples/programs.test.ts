import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_ROOT, runNode } from "../../support/child-process";

const EXAMPLES = join(PROJECT_ROOT, "docs/examples");
const PRINTS = /\n\/\* It prints:\n\n([\s\S]*?\n)\n\*\/\n$/;

const files = readdirSync(EXAMPLES).filter((file) => file.endsWith(".ts"));
const texts = files.map((file) => ({ file, text: readFileSync(join(EXAMPLES, file), "utf8") }));
const programs = texts.flatMap(({ file, text }) => {
  const output = PRINTS.exec(text)?.[1];
  return output === undefined ? [] : [{ file, text, output }];
});

/** Programs with tests of their own. */
const TESTED_ELSEWHERE = ["demo.ts", "optimizer.ts", "position-size.ts"];

describe("the example programs", () => {
  it("say what they print, each that names a command", () => {
    const isProgram = ({ text }: { text: string }): boolean => /`(npx tsx|npm run) /.test(text);
    const expected = [...programs.map(({ file }) => file), ...TESTED_ELSEWHERE];
    expect(texts.filter(isProgram).map(({ file }) => file)).toEqual(expected.toSorted());
    expect(programs.length).toBeGreaterThanOrEqual(10);
  });

  it.each(programs)("$file names the command that runs it, and is short", ({ file, text, output }) => {
    expect(text).toContain(`\`npx tsx docs/examples/${file}\` from a clone.`);
    expect(text.replace(PRINTS, "").split("\n").length).toBeLessThanOrEqual(100);
    expect(output.split("\n").length).toBeLessThanOrEqual(30);
  });

  it.concurrent.each(programs)("$file prints what it says, and nothing else", async ({ file, output }) => {
    const { exitCode, stdout, stderr } = await runNode(join("docs/examples", file));
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: output, stderr: "" });
  });

  it("are all in the index, and nothing else is", async () => {
    const index = readFileSync(join(EXAMPLES, "README.md"), "utf8");
    const named = [...index.matchAll(/\]\(([\w-]+\.ts)\)/g)].map(([, file]) => file);
    expect(named.toSorted()).toEqual(files.toSorted());
  });
});
