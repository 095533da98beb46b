import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { ChildPlan, LogEntry } from "./plan";

/** How a run of the child ended. */
export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  /** What it logged. */
  readonly entries: readonly LogEntry[];
}

/** A run of the child takes a second; one that takes this long hangs. */
const LONGEST_RUN_MS = 120_000;

const readEntries = (path: string): LogEntry[] =>
  existsSync(path)
    ? readFileSync(path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as LogEntry)
    : [];

/**
 * Runs the child to its end.
 * @param bundle - path of the child
 * @param folder - its working directory, where it keeps its state
 */
export const runChild = (bundle: string, folder: string, plan: ChildPlan): Promise<ChildEnd> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, JSON.stringify(plan)], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      timeout: LONGEST_RUN_MS,
      killSignal: "SIGTERM",
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (exitCode, signal) =>
      resolve({ exitCode, signal, stderr, entries: readEntries(plan.log) }),
    );
  });
