import { defineConfig } from "tsup";

/**
 * Packages whose code ends up inside the bundle, so that users install none of them. `di-kit` has to be here: it ships ES
 * modules only, which `require` cannot load everywhere. `functools-kit` would have npm install a compiler for every user.
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
