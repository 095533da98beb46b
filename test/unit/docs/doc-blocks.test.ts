import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { joinParts, nameProgram, readPrograms, type DocProgram } from "../../support/doc-blocks";
import { findRunMistakes, runProgram } from "../../support/doc-runs";
import { findTypeErrors } from "../../support/doc-types";

const read = (...lines: string[]): DocProgram[] =>
  readPrograms({ path: "docs/a.md", text: lines.join("\n") });
const fence = (language: string, ...lines: string[]): string[] => [`\`\`\`${language}`, ...lines, "```", ""];

describe("readPrograms", () => {
  it("reads ts, js and mjs, and nothing else", () => {
    const programs = read(
      ...fence("ts", "a"),
      ...fence("js", "b"),
      ...fence("mjs", "c"),
      ...fence("sh", "d"),
    );
    expect(programs.map(({ language, isRun }) => [language, isRun])).toEqual([
      ["ts", true],
      ["js", true],
      ["js", true],
    ]);
    expect(programs.map(joinParts)).toEqual(["a\n", "b\n", "c\n"]);
  });

  it("appends what continues, each part with its own output", () => {
    const [program, ...others] = read(
      ...fence("js", "a"),
      ...fence("text", "1"),
      "Then:",
      "<!-- continues -->",
      "<!-- prettier-ignore -->",
      ...fence("js", "b"),
      "That prints nothing of note.",
      ...fence("text", "not an output"),
    );
    expect(others).toEqual([]);
    expect(program?.parts).toEqual([
      { code: "a\n", line: 2, output: "1\n" },
      { code: "b\n", line: 13, output: null },
    ]);
    expect(program && nameProgram(program)).toBe("docs/a.md:1+12");
  });

  it("only checks what says so, also as an addition to what is run", () => {
    const programs = read(
      ...fence("ts", "a"),
      ...["<!-- types only -->", "<!-- continues -->"],
      ...fence("ts", "b"),
      ...["<!-- continues -->", "<!-- types only -->"],
      ...fence("ts", "c"),
    );
    expect(programs.map((program) => [program.isRun, joinParts(program)])).toEqual([
      [true, "a\n"],
      [false, "a\nb\nc\n"],
    ]);
  });

  it.each([
    [
      "a comment nobody knows",
      ["<!-- type only -->", ...fence("ts", "a")],
      '2: there is no comment "type only"',
    ],
    [
      "another name of a language",
      fence("typescript", "a"),
      "1: the language is called typescript; write ts or js",
    ],
    [
      "nothing to continue",
      ["<!-- continues -->", ...fence("ts")],
      "2: there is no block before it to continue",
    ],
    [
      "another language to continue",
      [...fence("js"), "<!-- continues -->", ...fence("ts")],
      "5: it continues a block of another language, js",
    ],
    [
      "a run that continues what is not run",
      ["<!-- types only -->", ...fence("ts"), "<!-- continues -->", ...fence("ts")],
      "6: it continues a block that is not run",
    ],
    [
      "an output of what is not run",
      ["<!-- types only -->", ...fence("ts"), ...fence("text", "1")],
      "2: it is not run, and a text block right behind it says what it prints",
    ],
  ])("refuses %s", (_what, lines, problem) => {
    expect(() => read(...lines)).toThrow(`docs/a.md:${problem}`);
  });
});

describe("findTypeErrors", () => {
  it("names page and line of mistakes, in every part, and keeps programs apart", () => {
    const programs = read(
      ...fence("ts", "const a = 1;", "export const b: string = a;"),
      "<!-- continues -->",
      ...fence("ts", "let c;", "c = a + d;"),
      ...fence("ts", 'import { Live } from "backtest-connection-kit";', "Live.walk();"),
      ...fence("ts", 'const a = "again";', "console.log(a.length);"),
      ...fence("js", "a b"),
      ...fence("js", "unknown.types();"),
    );
    expect(findTypeErrors(programs)).toEqual([
      "docs/a.md:3: Type 'number' is not assignable to type 'string'.",
      "docs/a.md:9: Cannot find name 'd'.",
      "docs/a.md:14: Property 'walk' does not exist on type 'LiveUtils'.",
      "docs/a.md:23: Unexpected keyword or identifier.",
    ]);
  });

  it("is strict", () => {
    expect(findTypeErrors(read(...fence("ts", "const f = (a) => a;", "f(null);")))).toEqual([
      "docs/a.md:2: Parameter 'a' implicitly has an 'any' type.",
    ]);
  });
});

describe("a run of a program", () => {
  let home = "";
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "doc-runs-"));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const check = async (name: string, ...lines: string[]): Promise<string[]> => {
    const [program] = read(...lines);
    return program === undefined
      ? ["no program"]
      : findRunMistakes(program, await runProgram(program, home, name));
  };

  it("is right when every part prints what the page says", async () => {
    const lines = [
      ...fence("ts", "const a: number = 1;", "console.log(a);"),
      ...fence("text", "1"),
      "<!-- continues -->",
      ...fence("ts", "console.log(a + 1, process.cwd().length > 0);"),
      ...fence("text", "2 true"),
    ];
    expect(await check("right", ...lines)).toEqual([]);
  });

  it("is wrong when a part prints something else, even a space", async () => {
    const lines = [
      ...fence("js", "console.log(1);"),
      "<!-- continues -->",
      ...fence("js", "console.log(2, '');"),
      ...fence("text", "2"),
    ];
    expect(await check("other", ...lines)).toEqual([
      "the block in line 6 has to print\n2\nand printed\n2 \n",
    ]);
  });

  it("is wrong when it does not end", async () => {
    const [program] = read(...fence("js", "setInterval(() => {}, 1000);"));
    const run = program && (await runProgram(program, home, "endless", { timeout: 200 }));
    expect(program && run && findRunMistakes(program, run)).toEqual(["it was killed, as it did not end"]);
  });

  it("is wrong when it complains, or fails", async () => {
    expect(await check("complains", ...fence("js", "console.error(1);"))).toEqual(["it complained: 1\n"]);
    expect(await check("fails", ...fence("js", "process.exit(3);"))).toEqual(["it ended with code 3"]);
  });
});
