import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { defineConfig, type Options } from "tsup";

/**
 * Packages whose code ends up inside the bundle, so that users install none of them. `di-kit` has to be here: it ships ES
 * modules only, which `require` cannot load everywhere. `functools-kit` would have npm install a compiler for every user.
 */
const BUNDLED_PACKAGES = ["di-kit", "functools-kit", "write-file-atomic", "zod"];

type EsbuildPlugin = NonNullable<Options["esbuildPlugins"]>[number];

/**
 * RxJS has to stay outside, so that the subjects are those of the user's own copy. Only the part that is needed is loaded: all of
 * it would take longer than everything else here together.
 */
const loadPartOfRxjs: EsbuildPlugin = {
  name: "load-part-of-rxjs",
  setup: (build) => {
    build.onResolve({ filter: /^rxjs$/ }, () => ({ path: "rxjs/internal/Subject", external: true }));
  },
};

/**
 * Functions whose module is loaded when one of them is called, not at import: each takes long, for what it loads of Node. The
 * build fails for a function that is used and not listed.
 */
const FUNCTIONS_OF: Readonly<Record<string, readonly string[]>> = {
  "node:crypto": ["createHash"],
  "node:os": ["hostname", "tmpdir"],
  "write-file-atomic": ["default"],
};

const writeFunction = (path: string, name: string): string =>
  name === "default"
    ? `export default (...words) => require("${path}")(...words);`
    : `export const ${name} = (...words) => require("${path}").${name}(...words);`;

const FUNCTIONS = "functions-that-load";

const loadAtFirstCall: EsbuildPlugin = {
  name: "load-at-first-call",
  setup: (build) => {
    build.onResolve({ filter: /^(node:crypto|node:os|write-file-atomic)$/ }, ({ path, namespace }) =>
      namespace === FUNCTIONS ? undefined : { path, namespace: FUNCTIONS },
    );
    build.onLoad({ filter: /./, namespace: FUNCTIONS }, ({ path }) => ({
      contents: FUNCTIONS_OF[path]?.map((name) => writeFunction(path, name)).join("\n") ?? "",
      resolveDir: resolve("src"),
    }));
  },
};

const FIRST_FILE = resolve("src/index.ts");

/** Small files of which several late parts are made and the core is not: with the core they are no files of their own. */
export const SHARED_BY_LATE_PARTS = [
  "./lib/services/report/read-share",
  "./math/finite-or-null",
  "./utils/create-folder",
  "./utils/system-error",
];

/** Files that are imported for no name in them. */
const KEPT = new Set([FIRST_FILE, ...SHARED_BY_LATE_PARTS.map((file) => `${resolve("src", file)}.ts`)]);

/** What a part that is loaded late imports beside what it needs. */
const CORE = "core-of-the-library";

/**
 * Keeps in one file what the library and its late parts share: each file more takes time at import, and without this there is
 * one for each combination of parts that share something. So every module behind an `import()` is made to import all of the
 * library, which is there by then. The library in turn imports what several late parts
 * use: small files, and the functions whose modules are loaded at the first call.
 */
const keepCoreTogether: EsbuildPlugin = {
  name: "keep-core-together",
  setup: (build) => {
    const lateParts = new Set<string>();
    build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const file = `${resolve(resolveDir, path)}.ts`;
      if (kind === "dynamic-import") {
        lateParts.add(file);
      }
      // Modules of the library do nothing when they are loaded, and an import of nothing would be left out.
      return KEPT.has(file) ? { path: file, sideEffects: true } : undefined;
    });
    build.onResolve({ filter: new RegExp(`^${CORE}$`) }, () => ({
      path: FIRST_FILE,
      sideEffects: true,
    }));
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const shared = path === FIRST_FILE ? [...Object.keys(FUNCTIONS_OF), ...SHARED_BY_LATE_PARTS] : [];
      const added = lateParts.has(path) ? [CORE] : shared;
      const lines = added.map((name) => `import "${name}";\n`).join("");
      return lines === ""
        ? undefined
        : { contents: `${lines}${await readFile(path, "utf8")}`, loader: "ts", resolveDir: dirname(path) };
    });
  },
};

/**
 * What bundled CommonJS packages expect to find and ES modules do not have: `require` for Node's own modules, and a name of
 * the file. Bundlers that make CommonJS of the bundle know no URL of a module; any will do.
 */
const COMMONJS_GLOBALS = `import { createRequire as createRequireOfBundle } from "node:module";
const __filename = import.meta.url ?? "file:///bundle.js";
const require = createRequireOfBundle(__filename);`;

export default defineConfig({
  entry: { index: "src/index.ts", testing: "src/testing/index.ts" },
  format: ["esm", "cjs"],
  target: "node20",
  platform: "node",
  // Modules of Node keep their names, by which they are known above.
  removeNodeProtocol: false,
  // RxJS is among them only for its plugin to be asked.
  noExternal: [...BUNDLED_PACKAGES, /^rxjs$/],
  esbuildPlugins: [loadPartOfRxjs, loadAtFirstCall, keepCoreTogether],
  dts: true,
  treeshake: true,
  // Both entries work on one clock and one set of error classes: what they share is a file of its own, in both formats.
  splitting: true,
  sourcemap: false,
  clean: true,
  banner: ({ format }) => (format === "esm" ? { js: COMMONJS_GLOBALS } : {}),
});
