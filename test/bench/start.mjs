/**
 * `npm run bench` times runs, `npm run bench -- processes` measures whole processes: memory, import, exit, growth.
 *
 * Builds the package, translates the bench, and runs it in a process of its own on what users install. Translated on the fly, code
 * is slower than what is shipped: every function would be given its name at run time.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "node_modules/.bench");

const run = (command, words) => {
  const { status } = spawnSync(command, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
};

const translate = (names, more) =>
  build({
    entryPoints: names.map((name) => join(root, `test/bench/${name}.ts`)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
    ...more,
  });

mkdirSync(folder, { recursive: true });
await translate(["options"], {});
const { readOptions, USAGE } = await import(pathToFileURL(join(folder, "options.mjs")).href);

/** A wrong word ends in its name and the usage, before anything is built. */
const readWords = (words) => {
  try {
    return readOptions(words);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(1);
  }
};

const words = process.argv.slice(2);
const { isHelp, isBuilt, isOfProcesses } = readWords(words);
if (isHelp) {
  console.log(USAGE);
  process.exit(0);
}
if (isBuilt) {
  run("npm", ["run", "--silent", "build", "--", "--silent"]);
}
await translate(["run", "processes", "probe"], {
  alias: { "backtest-connection-kit": join(root, "dist/index.js") },
  external: [join(root, "dist/*")],
});
run(process.execPath, [join(folder, isOfProcesses ? "processes.mjs" : "run.mjs"), ...words]);
