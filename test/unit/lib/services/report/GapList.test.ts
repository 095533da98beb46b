import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GapList } from "../../../../../src/lib/services/report/GapList";

const listOf = (pieces: readonly (readonly [number, number])[], limit = 100): [number, number][] => {
  const gaps = new GapList(limit);
  pieces.forEach(([since, until]) => gaps.add({ since, until }));
  return gaps.list().map(({ since, until }) => [since, until]);
};

describe("gaps of a run", () => {
  it("grow by the pieces that touch them, at either end", () => {
    expect(
      listOf([
        [5, 6],
        [6, 7],
        [7, 9],
        [3, 5],
      ]),
    ).toEqual([[3, 9]]);
  });

  it("with a candle between them are two", () => {
    expect(
      listOf([
        [5, 6],
        [7, 8],
      ]),
    ).toEqual([
      [5, 6],
      [7, 8],
    ]);
  });

  it("are listed by time, also those found out of order, and joined where they turn out to be one", () => {
    expect(
      listOf([
        [20, 22],
        [5, 6],
        [30, 31],
        [22, 30],
      ]),
    ).toEqual([
      [5, 6],
      [20, 31],
    ]);
  });

  it("beyond the limit the oldest are forgotten, in whatever order they were found, and growth takes no room", () => {
    expect(
      listOf(
        [
          [10, 11],
          [1, 2],
          [11, 12],
          [12, 13],
          [20, 21],
        ],
        2,
      ),
    ).toEqual([
      [10, 13],
      [20, 21],
    ]);
  });

  it("beyond the limit are counted: whole, each once, however many pieces they came in", () => {
    const gaps = new GapList(2);
    const counts = [
      [1, 2],
      [10, 11],
      [11, 12],
      [20, 21],
      [30, 31],
      [22, 30],
      [21, 22],
    ].map(([since = 0, until = 0]) => {
      gaps.add({ since, until });
      return gaps.count;
    });
    expect(counts).toEqual([1, 2, 2, 3, 4, 4, 3]);
  });

  it("hand out lists of the caller's own", () => {
    const gaps = new GapList(9);
    gaps.add({ since: 1, until: 2 });
    gaps.list().length = 0;
    expect(gaps.list()).toHaveLength(1);
  });

  it("agree with colouring each minute", () => {
    const piece = fc
      .tuple(fc.nat(60), fc.integer({ min: 1, max: 6 }))
      .map(([since, length]) => [since, since + length] as const);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const isMissing = (minute: number): boolean =>
          pieces.some(([since, until]) => minute >= since && minute < until);
        const expected: [number, number][] = [];
        for (let minute = 0; minute < 70; minute += 1) {
          if (isMissing(minute) && !isMissing(minute - 1)) {
            expected.push([minute, minute]);
          }
          const last = expected.at(-1);
          if (last !== undefined && isMissing(minute)) {
            last[1] = minute + 1;
          }
        }
        expect(listOf(pieces)).toEqual(expected);
        const gaps = new GapList(100);
        pieces.forEach(([since, until]) => gaps.add({ since, until }));
        expect(gaps.count).toBe(expected.length);
      }),
    );
  });
});
