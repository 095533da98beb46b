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

const spawnNode = (
  args: readonly string[],
  options: { readonly cwd: string; readonly timeout?: number },
): Promise<ProcessResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      ...options,
      killSignal: "SIGKILL",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...output }));
  });

/** Runs Node with TypeScript understood, in the root of the project, to its end. */
export const runNode = (...args: readonly string[]): Promise<ProcessResult> =>
  spawnNode(["--import", "tsx", ...args], { cwd: PROJECT_ROOT });

/**
 * Runs a file with Node as it is.
 * @param folder - where the file is, and the working directory
 * @param timeout - ms after which the process is killed; its exit code is `null` then
 */
export const runPlainNode = (folder: string, file: string, timeout: number): Promise<ProcessResult> =>
  spawnNode([file], { cwd: folder, timeout });
