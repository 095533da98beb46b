import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LIBRARY_VERSION } from "../../../src/utils/library-version";
import { PROJECT_ROOT } from "../../support/child-process";

it("the version reports name is that of the package", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8"));
  expect(manifest).toHaveProperty("version", LIBRARY_VERSION);
});
