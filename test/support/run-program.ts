import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProcessResult } from "./child-process";
import { FakeServices, type AnswerCandles, type AnswerModel } from "./fake-services";
import { assembleProgram, generateProgram, type ProgramParts } from "./generated-program";

/** A program, and what answers it. */
export interface Scenario extends Partial<ProgramParts> {
  /** What its names begin with, where that is to be hostile. */
  readonly prefix?: string;
  readonly answerModel: AnswerModel;
  readonly answerCandles?: AnswerCandles;
  /** Interrupts the program, as Ctrl+C does, when it has printed this. */
  readonly interruptAt?: string | undefined;
  /** What it is interrupted with; `SIGINT` by default. */
  readonly interruptBy?: NodeJS.Signals;
  /** Nobody reads what it prints. */
  readonly isUnread?: boolean;
  /** Puts something into the folder before it runs. */
  readonly prepare?: (folder: string) => Promise<void>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface ProgramResult extends ProcessResult {
  readonly services: FakeServices;
  /** What the names in the program begin with. */
  readonly prefix: string;
  /** Where it ran. */
  readonly folder: string;
  /** Files it has written, relative to where it ran. */
  readonly files: readonly string[];
}

const runFile = (
  file: string,
  cwd: string,
  env: Record<string, string>,
  { interruptAt, interruptBy = "SIGINT", isUnread = false }: Scenario,
): Promise<ProcessResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--unhandled-rejections=strict", "--expose-gc", file], {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    if (isUnread) {
      child.stdout.destroy();
    }
    let isInterrupted = interruptAt === undefined;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      if (!isInterrupted && output.stdout.includes(interruptAt ?? "")) {
        isInterrupted = true;
        child.kill(interruptBy);
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });

/**
 * Runs a generated program to its end, against services on loopback.
 * @param root - a folder where the package is installed
 */
export const runProgram = async (root: string, scenario: Scenario): Promise<ProgramResult> => {
  const { answerModel, answerCandles, environment, prefix, prepare, ...chosen } = scenario;
  const parts = {
    symbol: "BTCUSDT",
    prompts: ["Buy dips.", "Buy rallies."],
    startDate: new Date("2024-01-10T00:00:00.000Z"),
    endDate: new Date("2024-01-10T02:00:00.000Z"),
    ...chosen,
  };
  const program =
    prefix === undefined
      ? await generateProgram(parts)
      : { prefix, code: await assembleProgram({ ...parts, prefix }) };
  const folder = await mkdtemp(join(root, "run-"));
  const file = join(folder, "program.mjs");
  await mkdir(folder, { recursive: true });
  await writeFile(file, program.code);
  await prepare?.(folder);
  const services = new FakeServices(answerModel, answerCandles);
  const url = await services.listen();
  try {
    const result = await runFile(
      file,
      folder,
      {
        MODEL_URL: `${url}/v1`,
        MODEL_NAME: "fake-model",
        MODEL_RETRY_SECONDS: "0.01",
        CANDLES_URL: url,
        ...environment,
      },
      scenario,
    );
    const entries = await readdir(folder, { recursive: true });
    const files = entries.filter((name) => name !== "program.mjs").sort();
    return { ...result, services, folder, files, prefix: program.prefix };
  } finally {
    await services.close();
  }
};
