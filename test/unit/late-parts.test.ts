import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleCore, bundleLibrary } from "../support/core-bundle";

/** What an import alone does not need. */
const LATE_FILES = [
  "src/client/optimizer-source.ts",
  "src/client/optimizer-work.ts",
  "src/lib/services/persist/ProcessLock.ts",
  "src/lib/services/persist/row-parsing.ts",
  "src/lib/services/persist/StoreFiles.ts",
  "src/lib/services/persist/StoreFolder.ts",
  "src/lib/services/report/heat-statistics.ts",
  "src/lib/services/report/html/page-bundle.ts",
  "src/lib/services/report/html/pages.ts",
  "src/lib/services/report/report-file.ts",
  "src/lib/services/report/report-layout.ts",
  "src/lib/services/report/trade-statistics.ts",
  "src/lib/services/report/trade-summary.ts",
  "src/lib/services/report/walker-text.ts",
  "src/lib/services/template/program-tools.ts",
  "src/lib/services/template/sections.ts",
];

/** What must be there when it is needed: no frame, signal or trade may wait for a file, or fail for the lack of a free file handle. */
const EARLY_FOLDERS = ["src/lib/services/logic/", "src/lib/services/connection/"];

let core: readonly string[] = [];
let library: readonly string[] = [];

beforeAll(async () => {
  core = (await bundleCore()).files;
  library = (await bundleLibrary()).files;
});

describe("what an import loads", () => {
  it.each(LATE_FILES)("is not %s", (file) => {
    expect(library).toContain(file);
    expect(core).not.toContain(file);
  });

  it.each(EARLY_FOLDERS)("is all of %s", (folder) => {
    const needed = library.filter((file) => file.startsWith(folder));
    expect(needed.length).toBeGreaterThan(0);
    expect(core).toEqual(expect.arrayContaining(needed));
  });

  it("is all that trades: of the clients only the work of optimizers is late", () => {
    const late = library.filter((file) => file.startsWith("src/client/") && !core.includes(file));
    expect(late.filter((file) => !file.startsWith("src/client/optimizer-"))).toEqual([]);
  });

  it("is at most 73 KB, minified and gzipped", async () => {
    const { text } = await bundleCore();
    expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(73 * 1024);
  });
});
