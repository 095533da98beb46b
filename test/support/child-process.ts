import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The root of the project. */
export const PROJECT_ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Where the public surface lies, as other processes import it. */
export const PACKAGE_URL = new URL("../../src/index.ts", import.meta.url).href;

/** How a process ended. */
export interface ProcessResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a process is run. */
export interface ProcessOptions {
  /** The working directory. */
  readonly cwd: string;
  /** ms after which it is killed; its exit code is `null` then. */
  readonly timeout?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Interrupts the process, as Ctrl+C does, when it has printed this. */
  readonly interruptAt?: string;
}

/** Runs Node as it is. */
export const runPlainNode = (
  args: readonly string[],
  { interruptAt, ...options }: ProcessOptions,
): Promise<ProcessResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      ...options,
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    let isInterrupted = interruptAt === undefined;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      if (!isInterrupted && output.stdout.includes(interruptAt ?? "")) {
        isInterrupted = true;
        child.kill("SIGINT");
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });

/** Runs Node with TypeScript understood, in the root of the project, to its end. */
export const runNode = (...args: readonly string[]): Promise<ProcessResult> =>
  runPlainNode(["--import", "tsx", ...args], { cwd: PROJECT_ROOT });
