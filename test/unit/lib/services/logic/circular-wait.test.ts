import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCircularWait, type Waiting } from "../../../../../src/lib/services/logic/circular-wait";

const THINGS: readonly object[] = Array.from({ length: 6 }, () => ({}));

const pick = (indexes: readonly number[]): readonly object[] =>
  indexes.flatMap((index) => THINGS.slice(index, index + 1));

const waitingOf = (callers: readonly number[], blockers: readonly number[]): Waiting => ({
  listCallers: () => pick(callers),
  listBlockers: () => pick(blockers),
});

describe("a wait for something that waits for the waiter", () => {
  it.each<[string, Waiting, Waiting[], boolean]>([
    ["of nothing around it", waitingOf([], [0]), [waitingOf([0], [1])], false],
    ["for its own caller", waitingOf([1, 0], [0]), [], true],
    ["for something that waits for nothing", waitingOf([0], [1]), [waitingOf([2], [0])], false],
    ["for something that waits for its caller", waitingOf([0], [1]), [waitingOf([2, 1], [0])], true],
    ["through two others", waitingOf([0], [1]), [waitingOf([1], [2]), waitingOf([2], [0])], true],
    ["for a circle of others", waitingOf([0], [1]), [waitingOf([1], [2]), waitingOf([2], [1])], false],
  ])("%s", (_, waiting, others, isCircular) => {
    expect(isCircularWait(waiting, new Set(others))).toBe(isCircular);
  });

  it("agrees with the closure of who is behind whom, found by going over all pairs again and again", () => {
    const indexes = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 3 });
    const wait = fc.record({ callers: indexes, blockers: indexes });
    fc.assert(
      fc.property(wait, fc.array(wait, { maxLength: 8 }), (own, others) => {
        const reached = new Set(own.blockers);
        for (let round = 0; round < 8; round += 1) {
          others
            .filter(({ callers }) => callers.some((caller) => reached.has(caller)))
            .forEach(({ blockers }) => blockers.forEach((blocker) => reached.add(blocker)));
        }
        const expected = own.callers.some((caller) => reached.has(caller));
        const waits = others.map(({ callers, blockers }) => waitingOf(callers, blockers));
        expect(isCircularWait(waitingOf(own.callers, own.blockers), new Set(waits))).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
