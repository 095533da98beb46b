import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
// The tests that the page shows, run here.
import "../../../docs/examples/testing-a-store";
import "../../../docs/examples/testing-a-strategy";

const DOCS = join(import.meta.dirname, "../../../docs");
const page = readFileSync(join(DOCS, "testing.md"), "utf8");

describe("the page about testing", () => {
  it("shows its examples as they are", () => {
    const shown = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
    const examples = readdirSync(join(DOCS, "examples")).filter((file) => file.startsWith("testing-a-"));
    expect(shown.toSorted()).toEqual(
      examples.map((file) => readFileSync(join(DOCS, "examples", file), "utf8")).toSorted(),
    );
  });
});
