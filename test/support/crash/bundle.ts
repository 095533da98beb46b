import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Plugin } from "esbuild";
import { build } from "esbuild";
import { PROJECT_ROOT } from "../child-process";
import { instrumentAwaits } from "./instrument";

/** The source, and the package that replaces files: a crash in the middle of a write leaves a temporary file. */
const CRASHING = ["src", "node_modules/write-file-atomic/lib"].map((path) => join(PROJECT_ROOT, path) + sep);

/** What drives the clock is no part of what may crash. */
const UNTOUCHED = join(PROJECT_ROOT, "src", "testing") + sep;

const mayCrash = (path: string): boolean =>
  CRASHING.some((root) => path.startsWith(root)) && !path.startsWith(UNTOUCHED);

/** Has every module that may crash call the hooks at its awaits. */
const awaitHooks: Plugin = {
  name: "await-hooks",
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.[jt]s$/ }, async ({ path }) => {
      if (!mayCrash(path)) {
        return undefined;
      }
      const name = relative(PROJECT_ROOT, path).split(sep).join("/");
      const contents = instrumentAwaits(name, await readFile(path, "utf8"));
      return { contents, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};

/** Bundles the program that is to crash, with everything it needs. @returns the path of the bundle */
export const bundleChild = async (directory: string): Promise<string> => {
  const outfile = join(directory, "child.cjs");
  await build({
    entryPoints: [join(PROJECT_ROOT, "test", "support", "crash", "child.ts")],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "error",
    plugins: [awaitHooks],
  });
  return outfile;
};
