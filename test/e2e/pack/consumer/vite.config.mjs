/** Puts everything into one file, as an application may: what a bundler drops as free of side effects is not missed. */
export default {
  build: {
    ssr: "smoke.mjs",
    outDir: "bundled",
    minify: false,
    rollupOptions: { output: { entryFileNames: "[name].mjs" } },
  },
  ssr: { noExternal: true },
};
