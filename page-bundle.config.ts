/**
 * Makes one script and one style sheet of the sources of the report page. `npm run page` writes them to
 * src/lib/services/report/html/page-bundle.ts, so that the library needs no build step to be run from its sources; a test
 * compares that file with what the sources give.
 */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { format } from "prettier";

const HTML_FOLDER = resolve(import.meta.dirname, "src/lib/services/report/html");

/** Where the bundle is kept. */
export const PAGE_BUNDLE_FILE = join(HTML_FOLDER, "page-bundle.ts");

const bundleFile = async (name: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(HTML_FOLDER, "page", name)],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome105", "firefox110", "safari15.4"],
    charset: "ascii",
    legalComments: "none",
    write: false,
  });
  return outputFiles.map((file) => file.text).join("");
};

/** The text of the module that holds script and style. */
export const renderPageBundle = async (): Promise<string> => {
  const [script, style] = [await bundleFile("main.ts"), await bundleFile("page.css")];
  return format(
    [
      "// Made of the files in page/ by `npm run page`; change those.",
      "",
      "/** Script of the report page. */",
      `export const PAGE_SCRIPT = ${JSON.stringify(script)};`,
      "",
      "/** Style of the report page. */",
      `export const PAGE_STYLE = ${JSON.stringify(style)};`,
    ].join("\n"),
    { parser: "typescript", printWidth: 110 },
  );
};

if (process.argv[1] === import.meta.filename) {
  writeFileSync(PAGE_BUNDLE_FILE, await renderPageBundle());
}
