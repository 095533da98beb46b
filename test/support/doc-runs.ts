import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { runPlainNode, type ProcessOptions, type ProcessResult } from "./child-process";
import { joinParts, type DocProgram } from "./doc-blocks";

/** Printed between two parts, so that each has an output of its own. */
const SEAM = "\u0000seam\u0000";

/** A program on a page ends by itself within this time, ms. */
const LONGEST_MS = 50_000;

const PRINT_SEAM = `process.stdout.write(${JSON.stringify(SEAM)});\n`;

/** What a program did. */
export interface DocRun extends Omit<ProcessResult, "stdout"> {
  /** What each part printed. */
  readonly outputs: readonly string[];
}

/**
 * Runs a program in a folder of its own.
 * @param home - folder whose `node_modules` has the package
 * @param name - of the new folder in it
 * @param options - what differs from an ordinary run
 */
export const runProgram = async (
  program: Pick<DocProgram, "language" | "parts">,
  home: string,
  name: string,
  options: Omit<ProcessOptions, "cwd"> = {},
): Promise<DocRun> => {
  const folder = join(home, name);
  await mkdir(folder);
  const text = joinParts({
    parts: program.parts.map((part, index) =>
      index === 0 ? part : { ...part, code: PRINT_SEAM + part.code },
    ),
  });
  const { code } = await transform(text, { loader: program.language, format: "esm", target: "node20" });
  await writeFile(join(folder, "program.mjs"), code);
  const { stdout, ...end } = await runPlainNode(["program.mjs"], {
    timeout: LONGEST_MS,
    ...options,
    cwd: folder,
  });
  return { ...end, outputs: stdout.split(SEAM) };
};

/**
 * What is wrong with a run.
 * @returns one text per mistake; none when it ended well, complained of nothing and printed what the page says
 */
export const findRunMistakes = (program: DocProgram, { exitCode, stderr, outputs }: DocRun): string[] => {
  const mistakes: string[] = [];
  if (exitCode !== 0) {
    mistakes.push(exitCode === null ? "it was killed, as it did not end" : `it ended with code ${exitCode}`);
  }
  if (stderr !== "") {
    mistakes.push(`it complained: ${stderr}`);
  }
  program.parts.forEach(({ output, line }, index) => {
    const printed = outputs[index] ?? "";
    if (output !== null && printed !== output) {
      mistakes.push(`the block in line ${line - 1} has to print\n${output}and printed\n${printed}`);
    }
  });
  return mistakes;
};
