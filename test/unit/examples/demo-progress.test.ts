import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createProgressDisplay } from "../../../docs/examples/demo-progress";

const showProgress = (isTTY: boolean, steps: readonly number[]): string => {
  const stream = Object.assign(new PassThrough(), { isTTY, cursorTo: () => true, clearLine: () => true });
  const display = createProgressDisplay(stream, "Working");
  for (const step of steps) {
    display.update(step);
  }
  display.stop();
  return String(stream.read() ?? "");
};

const HUNDRED_STEPS = Array.from({ length: 101 }, (_, index) => index / 100);

describe("createProgressDisplay", () => {
  it("writes a plain line per quarter where there is no terminal", () => {
    expect(showProgress(false, HUNDRED_STEPS)).toBe(
      "Working 25 %\nWorking 50 %\nWorking 75 %\nWorking 100 %\n",
    );
  });

  it("writes one line for a step over several quarters", () => {
    expect(showProgress(false, [0, 0.8, 0.9, 1])).toBe("Working 75 %\nWorking 100 %\n");
  });

  it("writes nothing before the first progress", () => {
    expect(showProgress(false, [])).toBe("");
    expect(showProgress(true, [])).toBe("");
  });

  it("draws a bar on a terminal that ends full", () => {
    const drawn = showProgress(true, HUNDRED_STEPS);
    expect(drawn).toContain("Working");
    expect(drawn).toContain("100 %");
  });
});
