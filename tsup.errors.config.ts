import { defineConfig } from "tsup";

/**
 * The entry of error codes, which shares nothing with the others: built together with them it would take what bundlers put in front
 * of every part into one more file, and that one more file to load with the library.
 */
export default defineConfig({
  entry: { errors: "src/errors/index.ts" },
  format: ["esm", "cjs"],
  target: "node20",
  dts: true,
  splitting: false,
  sourcemap: false,
  // The other entries are there already.
  clean: false,
});
