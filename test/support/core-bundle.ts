import { build, type Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SHARED_BY_LATE_PARTS } from "../../tsup.config";
import { PROJECT_ROOT } from "./child-process";

/** Code of the library without the packages it uses, as one minified file. */
export interface OwnCode {
  readonly text: Uint8Array;
  /** The files it is made of, relative to the root of the project. */
  readonly files: readonly string[];
}

/** Takes what is behind an `import()` for something outside. */
export const leaveOutLateParts: Plugin = {
  name: "leave-out-late-parts",
  setup: (building) => {
    building.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/** Counts what the build puts into the core for the sake of late parts. */
const addShared: Plugin = {
  name: "add-shared",
  setup: (building) => {
    building.onLoad({ filter: /[\\/]src[\\/]index\.ts$/ }, async ({ path }) => ({
      contents: [
        await readFile(path, "utf8"),
        ...SHARED_BY_LATE_PARTS.map((file, index) => `export * as shared${index} from "${file}";`),
      ].join("\n"),
      loader: "ts",
      resolveDir: dirname(path),
    }));
  },
};

const bundle = async (plugins: Plugin[]): Promise<OwnCode> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [join(PROJECT_ROOT, "src/index.ts")],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    plugins,
  });
  return { text: outputFiles[0]?.contents ?? new Uint8Array(), files: Object.keys(metafile.inputs) };
};

/** All of the library. */
export const bundleLibrary = (): Promise<OwnCode> => bundle([]);

/** What an `import` of the library loads: all but the parts that are loaded when they are first needed. */
export const bundleCore = (): Promise<OwnCode> => bundle([leaveOutLateParts, addShared]);
