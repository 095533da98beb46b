import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeStretch } from "../../../src/client/time-stretch";

describe("a stretch of time", () => {
  it("covers nothing at first, and then what was noted", () => {
    const stretch = new TimeStretch();
    expect(stretch.reach(2, 6)).toBe(2);
    stretch.extend(2, 6);
    expect(stretch.reach(2, 6)).toBe(6);
    expect(stretch.reach(4, 9)).toBe(6);
    expect(stretch.reach(6, 9)).toBe(6);
    expect(stretch.reach(7, 9)).toBe(7);
    expect(stretch.reach(1, 6)).toBe(1);
  });

  it("grows at both ends, and begins anew behind a hole", () => {
    const stretch = new TimeStretch();
    stretch.extend(4, 6);
    stretch.extend(6, 9);
    stretch.extend(2, 4);
    expect(stretch.reach(2, 12)).toBe(9);
    stretch.extend(12, 14);
    expect(stretch.reach(2, 4)).toBe(2);
    expect(stretch.reach(12, 15)).toBe(14);
  });

  it("covers nothing any more when it is cleared", () => {
    const stretch = new TimeStretch();
    stretch.extend(2, 6);
    stretch.clear();
    expect(stretch.reach(2, 6)).toBe(2);
  });

  it("never covers an instant nobody noted, before 1970 as after it", () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 8 })));
    fc.assert(
      fc.property(ranges, (noted) => {
        const stretch = new TimeStretch();
        const known = new Set<number>();
        for (const [since, length] of noted) {
          stretch.extend(since, since + length);
          for (let time = since; time < since + length; time += 1) {
            known.add(time);
          }
          expect(stretch.reach(since, since + length)).toBe(since + length);
          for (let start = -25; start < 30; start += 1) {
            for (let time = start; time < stretch.reach(start, 35); time += 1) {
              expect(known.has(time)).toBe(true);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
