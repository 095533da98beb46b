/**
 * `npm run bench` times runs, `npm run bench -- processes` measures whole processes: memory, import, exit, growth.
 *
 * Builds the package, translates the bench, and runs it in a process of its own on what users install. Translated on the fly, code
 * is slower than what is shipped: every function would be given its name at run time.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "node_modules/.bench");

const run = (command, words) => {
  const { status } = spawnSync(command, words, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
};

if (!process.argv.includes("--no-build")) {
  run("npm", ["run", "--silent", "build", "--", "--silent"]);
}
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: ["run", "processes", "probe"].map((name) => join(root, `test/bench/${name}.ts`)),
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  alias: { "backtest-connection-kit": join(root, "dist/index.js") },
  external: [join(root, "dist/*")],
  logLevel: "warning",
});
const words = process.argv.slice(2).filter((word) => word !== "--no-build");
const isOfProcesses = words[0] === "processes";
run(process.execPath, [
  join(folder, isOfProcesses ? "processes.mjs" : "run.mjs"),
  ...(isOfProcesses ? words.slice(1) : words),
]);
