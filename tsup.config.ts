import { defineConfig } from "tsup";

/**
 * Packages whose code ends up inside the bundle. `di-kit` has to: it ships ES modules only, which `require` cannot load
 * everywhere. Their types are imported from the installed packages, so they stay listed as dependencies.
 * `rxjs` has to stay outside, so that the subjects are those of the user's own copy.
 */
const BUNDLED_PACKAGES = ["di-kit", "functools-kit", "zod"];

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  platform: "node",
  noExternal: BUNDLED_PACKAGES,
  dts: true,
  treeshake: true,
  splitting: false,
  sourcemap: false,
  clean: true,
});
