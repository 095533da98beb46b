/**
 * Checks the package as users get it: packs it, looks at the tarball with publint and attw, installs it in a folder of
 * its own, compiles its declarations there, and runs a back-test and a live run through `import`, through `require` and
 * bundled into one file.
 *
 * With `--all` they run on every supported Node, whatever this one is; the others come through npx.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROJECT_FOLDER = resolve(import.meta.dirname, "../../..");
const CONSUMER_FILES = join(import.meta.dirname, "consumer");
const HOST_NODE = process.versions.node.split(".")[0];
const OTHER_NODES = ["20", "22", "24"].filter((version) => version !== HOST_NODE);

const { devDependencies } = JSON.parse(readFileSync(join(PROJECT_FOLDER, "package.json"), "utf8"));
const tool = (name) => join(PROJECT_FOLDER, "node_modules/.bin", name);

let failures = 0;

/** Runs a command; a failing one is counted and shown with what it printed. */
const check = (title, command, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  const isOk = status === 0;
  console.log(`${isOk ? "ok    " : "FAILED"}  ${title}`);
  if (!isOk) {
    failures += 1;
    console.log([stdout, stderr, error?.message].filter(Boolean).join("\n"));
  }
  return isOk;
};

const packInto = (folder) => {
  check("pack", "npm", ["pack", "--pack-destination", folder], PROJECT_FOLDER);
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  return tarball === undefined ? undefined : join(folder, tarball);
};

const installInto = (folder, tarball) => {
  cpSync(CONSUMER_FILES, folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ private: true, type: "module" })}\n`);
  const packages = [tarball, `@types/node@${devDependencies["@types/node"]}`];
  return check("install", "npm", ["install", "--no-audit", "--no-fund", ...packages], folder);
};

const checkInstalled = (folder) => {
  for (const resolution of ["node16", "bundler"]) {
    check(`declarations, ${resolution}`, tool("tsc"), ["-p", `tsconfig.${resolution}.json`], folder);
  }
  check("bundle", tool("vite"), ["build", "--logLevel", "warn"], folder);
  for (const program of ["smoke.mjs", "smoke.cjs", "bundled/smoke.mjs"]) {
    check(`${program} on Node ${process.versions.node}`, process.execPath, [program], folder);
    if (process.argv.includes("--all")) {
      for (const version of OTHER_NODES) {
        check(`${program} on Node ${version}`, "npx", ["-y", `node@${version}`, program, version], folder);
      }
    }
  }
};

const scratch = mkdtempSync(join(tmpdir(), "pack-check-"));
try {
  const tarball = packInto(scratch);
  if (tarball !== undefined) {
    check("publint", tool("publint"), ["run", tarball, "--strict"], PROJECT_FOLDER);
    check("attw", tool("attw"), [tarball], PROJECT_FOLDER);
    const consumer = mkdtempSync(join(scratch, "consumer-"));
    if (installInto(consumer, tarball)) {
      checkInstalled(consumer);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(failures === 0 ? "The package is sound." : `${failures} package checks failed.`);
process.exitCode = failures === 0 ? 0 : 1;
