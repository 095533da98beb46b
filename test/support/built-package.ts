import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { PROJECT_ROOT } from "./child-process";

/**
 * Builds the package, and puts it with what it depends on where programs in a folder find it by its name.
 * @param folder - of the programs
 */
export const installBuiltPackage = async (folder: string): Promise<void> => {
  const modules = join(folder, "node_modules");
  const home = join(modules, "backtest-connection-kit");
  await mkdir(home, { recursive: true });
  const tsup = join(PROJECT_ROOT, "node_modules/tsup/dist/cli-default.js");
  const options = ["--no-dts", "--format", "esm", "--silent", "--out-dir", join(home, "dist")];
  await promisify(execFile)(process.execPath, [tsup, ...options], { cwd: PROJECT_ROOT });
  await cp(join(PROJECT_ROOT, "package.json"), join(home, "package.json"));
  const { dependencies } = JSON.parse(await readFile(join(PROJECT_ROOT, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(PROJECT_ROOT, "node_modules", name), join(modules, name), "dir");
  }
};
