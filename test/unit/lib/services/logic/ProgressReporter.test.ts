import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { ProgressBacktestContract } from "../../../../../src/contract/Progress.contract";
import { progressBacktestEmitter } from "../../../../../src/config/emitters";
import { ProgressReporter } from "../../../../../src/lib/services/logic/ProgressReporter";

const RUN = { symbol: "BTCUSDT", strategyName: "trend", exchangeName: "exchange" };

const WHOLE_PERCENTS = Array.from({ length: 100 }, (_, index) => index + 1);

let stop = (): void => undefined;

afterEach(() => {
  stop();
});

/** Walks through the given frames and collects the events. */
const walk = async (totalFrames: number, visited: readonly number[]): Promise<ProgressBacktestContract[]> => {
  const events: ProgressBacktestContract[] = [];
  stop = progressBacktestEmitter.attach((event) => void events.push(event));
  const reporter = new ProgressReporter(RUN, totalFrames);
  await reporter.start();
  for (const frame of visited) {
    await reporter.advanceTo(frame);
  }
  await reporter.finish();
  stop();
  return events;
};

describe("progress of a back-test", () => {
  it("the first event is 0, the last exactly 1, both complete", async () => {
    expect(await walk(3, [])).toEqual([
      { ...RUN, totalFrames: 3, processedFrames: 0, progress: 0 },
      { ...RUN, totalFrames: 3, processedFrames: 3, progress: 1 },
    ]);
  });

  it("a short run has one event per frame, a long one per whole percent", async () => {
    expect((await walk(4, [1, 2, 3, 4])).map(({ progress }) => progress)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const long = await walk(
      10_000,
      Array.from({ length: 10_000 }, (_, index) => index + 1),
    );
    expect(long.map(({ processedFrames }) => processedFrames)).toEqual(
      Array.from({ length: 101 }, (_, percent) => percent * 100),
    );
  });

  it("a run of one frame: 0 and 1", async () => {
    expect((await walk(1, [1])).map(({ progress }) => progress)).toEqual([0, 1]);
  });

  it("a frame behind the last one, and the same frame twice, add nothing", async () => {
    expect((await walk(10, [5, 5, 5, 10, 12, 40])).map(({ processedFrames }) => processedFrames)).toEqual([
      0, 5, 10,
    ]);
  });

  it("property: ascending, at most one per visited frame, one whenever a whole percent was passed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2000 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 60 }),
        async (totalFrames, jumps) => {
          let frame = 0;
          const visited = jumps.map((jump) => (frame += jump));
          const seen = (await walk(totalFrames, visited)).map(({ processedFrames }) => processedFrames);
          const percentOf = (frames: number): number =>
            WHOLE_PERCENTS.filter((percent) => percent * totalFrames <= frames * 100).length;
          const inside = visited.filter((one) => one < totalFrames);
          const expected = inside.filter((one, index) => percentOf(one) > percentOf(inside[index - 1] ?? 0));
          expect(seen).toEqual([0, ...expected, totalFrames]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("is not worked out for nobody, and somebody who comes late gets the rest", async () => {
    const reporter = new ProgressReporter(RUN, 10);
    await reporter.start();
    await reporter.advanceTo(3);
    const events: number[] = [];
    stop = progressBacktestEmitter.attach((event) => void events.push(event.processedFrames));
    await reporter.advanceTo(4);
    await reporter.finish();
    expect(events).toEqual([4, 10]);
  });

  it("waits for slow listeners", async () => {
    let isDone = false;
    stop = progressBacktestEmitter.attach(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      isDone = true;
    });
    await new ProgressReporter(RUN, 10).start();
    expect(isDone).toBe(true);
  });
});
