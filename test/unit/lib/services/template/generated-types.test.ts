import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OptimizerTemplateService } from "../../../../../src/lib/services/template/OptimizerTemplateService";
import { PROJECT_ROOT } from "../../../../support/child-process";
import { generateProgram } from "../../../../support/generated-program";
import { ESTABLISHED_BANNER, ESTABLISHED_PARTS, OWN_BANNERS, OWN_PARTS } from "../../../../support/own-parts";
import { listSyntaxErrors } from "../../../../support/program-shape";

let folder = "";
let code = "";

const PARTS = {
  symbol: "BTCUSDT",
  prompts: ["Buy **dips** at `100`.", "Sell ${rallies}."],
  startDate: new Date("2024-01-01T00:00:00.000Z"),
  endDate: new Date("2024-02-01T00:00:00.000Z"),
};

beforeAll(async () => {
  // In the project, so that the compiler finds the types of Node.
  folder = await mkdtemp(join(PROJECT_ROOT, "node_modules/.generated-"));
  ({ code } = await generateProgram(PARTS));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const checkTypes = (...files: string[]): string[] => {
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    noImplicitReturns: true,
    noFallthroughCasesInSwitch: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
    typeRoots: [join(PROJECT_ROOT, "node_modules/@types")],
    resolveJsonModule: true,
    paths: { "backtest-connection-kit": [join(PROJECT_ROOT, "src/index.ts")] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file: at, start = 0, messageText }) => {
    const line = at === undefined ? 0 : at.getLineAndCharacterOfPosition(start).line + 1;
    return `${at?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
};

describe("a generated program", () => {
  it("passes the strict checks of the compiler, also with any one part of the user's own", async () => {
    const files = [join(folder, "program.mjs"), join(folder, "wrong.mjs")] as const;
    await writeFile(files[0], code);
    await writeFile(files[1], code.replace("frameName:", "frameNames:"));
    const banners = Object.values(OWN_BANNERS).map((banner) => ({ getTopBanner: () => banner }));
    const parts = Object.entries(OWN_PARTS).map(([name, part]) => ({ [name]: part }));
    const established = { ...ESTABLISHED_PARTS, getTopBanner: () => ESTABLISHED_BANNER };
    const templates = [...banners, ...parts, OWN_PARTS, established];
    const own: string[] = [];
    for (const [index, template] of templates.entries()) {
      const program = await generateProgram({ ...PARTS, template });
      expect(listSyntaxErrors(program.code)).toEqual([]);
      const file = join(folder, `${Object.keys(template).join("-")}-${index}.mjs`);
      own.push(file);
      await writeFile(file, program.code);
    }
    const problems = checkTypes(...files, ...own);
    expect(problems.filter((problem) => !problem.startsWith(files[1]))).toEqual([]);
    // The checks are some.
    expect(problems.join("\n")).toContain("frameNames");
  }, 120_000);

  it("has all parts of a user's own that there are but those of conversations", () => {
    const names = Object.keys(OWN_PARTS);
    expect([...names, "getTopBanner", "getUserMessage", "getAssistantMessage"].toSorted()).toEqual(
      Object.keys(new OptimizerTemplateService())
        .filter((name) => name.startsWith("get"))
        .toSorted(),
    );
  });

  it("is formatted as a person would format it", async () => {
    // Strategies have a line each, however few they are.
    const oneLine = code.replace(
      /strategies: \[\s+([^\]]+?),\s+\]/,
      (_, names: string) => `strategies: [${names.replace(/\s+/g, " ")}]`,
    );
    expect(oneLine).toBe(await format(oneLine, { parser: "babel", printWidth: 120 }));
  });
});
