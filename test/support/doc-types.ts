import { join } from "node:path";
import ts from "typescript";
import { PROJECT_ROOT } from "./child-process";
import { joinParts, type DocProgram } from "./doc-blocks";

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  strict: true,
  allowJs: true,
  checkJs: false,
  skipLibCheck: true,
  noEmit: true,
  paths: {
    "backtest-connection-kit": [join(PROJECT_ROOT, "src/index.ts")],
    "backtest-connection-kit/errors": [join(PROJECT_ROOT, "src/errors/index.ts")],
    "backtest-connection-kit/testing": [join(PROJECT_ROOT, "src/testing/index.ts")],
  },
};

/** The name a program has for the compiler: a file beside its page. */
const nameFile = (program: DocProgram, index: number): string =>
  join(PROJECT_ROOT, `${program.page}.${index}.${program.language === "ts" ? "ts" : "mjs"}`);

/** The line of the page that a line of the program stands in; both from 0. */
const findPageLine = ({ parts }: DocProgram, line: number): number => {
  let first = 0;
  for (const part of parts) {
    const count = part.code.split("\n").length - 1;
    if (line < first + count) {
      return part.line - 1 + line - first;
    }
    first += count;
  }
  return (parts.at(-1)?.line ?? 1) - 1;
};

const describe = (diagnostic: ts.Diagnostic, program: DocProgram): string => {
  const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  return `${program.page}:${findPageLine(program, line) + 1}: ${message}`;
};

/**
 * Checks all programs at once, each as a module of its own that imports this package: TypeScript strictly, JavaScript for
 * being JavaScript.
 * @returns one text per mistake, with page and line
 */
export const findTypeErrors = (programs: readonly DocProgram[]): string[] => {
  const files = new Map(programs.map((program, index) => [nameFile(program, index), program]));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile } = host;
  const readProgram = (path: string): string | undefined => {
    const program = files.get(path);
    return program === undefined ? undefined : joinParts(program);
  };
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => readProgram(path) ?? readFile(path);
  const { getSourceFile } = host;
  host.getSourceFile = (path, options, ...rest) => {
    const text = readProgram(path);
    return text === undefined
      ? getSourceFile(path, options, ...rest)
      : ts.createSourceFile(path, text, options);
  };
  const compiler = ts.createProgram([...files.keys()], OPTIONS, host);
  return [...files].flatMap(([path, program]) => {
    const file = compiler.getSourceFile(path);
    const syntax = compiler.getSyntacticDiagnostics(file);
    const types =
      program.language === "ts" && syntax.length === 0 ? compiler.getSemanticDiagnostics(file) : [];
    return [...syntax, ...types].map((diagnostic) => describe(diagnostic, program));
  });
};
