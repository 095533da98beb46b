import { describe, expect, it } from "vitest";
import { runNode } from "../../support/child-process";

describe("the example of position sizes", () => {
  it("sizes each position in three ways when it opens", async () => {
    const { exitCode, stdout, stderr } = await runNode("docs/examples/position-size.ts");
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    const opened = lines.filter((line) => line.startsWith("buy"));
    // 1 % of 10 000 is 100, and the stop is 2 away; a quarter of Kelly's 20 % of 10 000 is 500, at 99 each.
    expect(opened).toHaveLength(4);
    for (const line of opened) {
      expect(line).toMatch(/^buy at 99: one percent 50\.00, quarter Kelly 5\.05, three ranges \d+\.\d\d$/);
    }
    expect(lines.filter((line) => line === "closed")).toHaveLength(4);
    expect(lines[0]).toBe(opened[0]);
  });
});
