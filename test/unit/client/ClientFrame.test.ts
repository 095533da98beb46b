import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClientFrame } from "../../../src/client/ClientFrame";
import type { FrameInterval, IFrameCallbacks, IFrameParams } from "../../../src/interfaces/Frame.interface";
import { FRAME_INTERVALS } from "../../../src/math/interval";
import type { SimulatedClock } from "../../../src/testing/simulated-clock";
import { createSimulatedClock } from "../../../src/testing/simulated-clock";
import { setClock, yieldToEventLoop } from "../../../src/utils/clock";
import { SILENT_LOGGER } from "./risk-fixtures";
import { MINUTE } from "./signal-fixtures";

const NOW = Date.UTC(2024, 5, 1);
const DAY = 24 * 60 * MINUTE;
const time = (text: string): number => new Date(`2024-01-${text}Z`).getTime();

const createFrame = (changes: Partial<IFrameParams> = {}): ClientFrame =>
  new ClientFrame({
    frameName: "january",
    interval: "1m",
    startDate: new Date("2024-01-01T00:00:00Z"),
    endDate: new Date("2024-01-01T00:10:00Z"),
    callbacks: undefined,
    logger: SILENT_LOGGER,
    reportError: () => undefined,
    ...changes,
  });

describe("ClientFrame", () => {
  let clock: SimulatedClock;
  let restore: () => void;

  beforeEach(() => {
    clock = createSimulatedClock({ start: NOW });
    restore = setClock(clock);
  });

  afterEach(() => {
    restore();
  });

  describe("the timeline", () => {
    it("ten minutes at 1m are eleven ticks, the end included", async () => {
      expect(await createFrame().getTimeline("BTCUSDT")).toEqual({
        start: time("01T00:00"),
        step: MINUTE,
        count: 11,
      });
    });

    it("one day at 1d is two ticks", async () => {
      const frame = createFrame({ interval: "1d", endDate: new Date("2024-01-02T00:00:00Z") });
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ step: DAY, count: 2 });
    });

    it("a start that is the end is one tick", async () => {
      const frame = createFrame({ endDate: new Date("2024-01-01T00:00:00Z") });
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ count: 1 });
    });

    it("an end between two ticks is not reached", async () => {
      const frame = createFrame({ interval: "3m" });
      expect((await frame.getTimeframe("BTCUSDT", "january")).map((date) => date.toISOString())).toEqual([
        "2024-01-01T00:00:00.000Z",
        "2024-01-01T00:03:00.000Z",
        "2024-01-01T00:06:00.000Z",
        "2024-01-01T00:09:00.000Z",
      ]);
    });

    it("seconds of the start are cut off, those of the end are kept (pitfall 20)", async () => {
      const frame = createFrame({
        startDate: new Date("2024-01-01T00:00:30.500Z"),
        endDate: new Date("2024-01-01T00:02:59Z"),
      });
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ start: time("01T00:00"), count: 3 });
    });

    it.each(FRAME_INTERVALS)(
      "%s: ticks are start, start + step, … while they are not after the end",
      async (interval) => {
        const endDate = new Date("2024-01-09T01:23:45Z");
        const frame = createFrame({ interval, endDate });
        const minutes: Record<FrameInterval, number> = {
          "1m": 1,
          "3m": 3,
          "5m": 5,
          "15m": 15,
          "30m": 30,
          "1h": 60,
          "2h": 120,
          "4h": 240,
          "6h": 360,
          "8h": 480,
          "12h": 720,
          "1d": 1440,
          "3d": 4320,
        };
        const expected: number[] = [];
        for (let tick = time("01T00:00"); tick <= endDate.getTime(); tick += minutes[interval] * MINUTE) {
          expected.push(tick);
        }
        const dates = await frame.getTimeframe("BTCUSDT", "january");
        expect(dates.map((date) => date.getTime())).toEqual(expected);
      },
    );

    it("a hundred years at 1m are three numbers, not fifty million dates (pitfall 21)", async () => {
      await clock.advanceTo(Date.UTC(2130, 0));
      const frame = createFrame({ endDate: new Date("2124-01-01T00:00:00Z") });
      const timeline = await frame.getTimeline("BTCUSDT");
      expect(Object.keys(timeline)).toEqual(["start", "step", "count"]);
      expect(timeline.count).toBe((Date.UTC(2124, 0) - Date.UTC(2024, 0)) / MINUTE + 1);
      expect(Object.isFrozen(timeline)).toBe(true);
    });

    it("what the caller does to the dates of the schema does not reach it", async () => {
      const startDate = new Date("2024-01-01T00:00:00Z");
      const frame = createFrame({ startDate });
      startDate.setFullYear(2000);
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ start: time("01T00:00") });
    });
  });

  describe("the wall clock", () => {
    const untilTomorrow = (): ClientFrame =>
      createFrame({ startDate: new Date(NOW - 10 * MINUTE), endDate: new Date(NOW + DAY) });

    it("the end is never later than the last closed minute (pitfall 19)", async () => {
      await clock.advance(59_999);
      const dates = await untilTomorrow().getTimeframe("BTCUSDT", "january");
      expect(dates).toHaveLength(11);
      expect(dates.at(-1)).toEqual(new Date(NOW));
    });

    it("the clamp is worked out anew for every run", async () => {
      const frame = untilTomorrow();
      const counts: number[] = [];
      for (const minutes of [0, 5, 2 * 1440]) {
        await clock.advance(minutes * MINUTE);
        counts.push((await frame.getTimeline("BTCUSDT")).count);
      }
      expect(counts).toEqual([11, 16, 10 + 1440 + 1]);
    });

    it("a frame with no closed minute is an error that names the frame and both dates (pitfall 17)", async () => {
      const frame = createFrame({
        startDate: new Date("2030-01-01T00:00:00Z"),
        endDate: new Date("2030-02-01T00:00:00Z"),
      });
      for (const call of [
        () => frame.getTimeline("BTCUSDT"),
        () => frame.getTimeframe("BTCUSDT", "january"),
      ]) {
        await expect(call()).rejects.toMatchObject({
          code: "FRAME_EMPTY",
          message: expect.stringMatching(/january.*2030-01-01T00:00:00.000Z.*2030-02-01T00:00:00.000Z/),
        });
      }
    });

    it("a failure is not remembered (pitfall 22)", async () => {
      const frame = createFrame({ startDate: new Date(NOW + DAY), endDate: new Date(NOW + DAY) });
      await expect(frame.getTimeline("BTCUSDT")).rejects.toThrow();
      await clock.advance(DAY);
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ count: 1 });
    });
  });

  describe("dates handed out", () => {
    it("are the caller's own: neither the list nor a date reaches the next reader (pitfall 16)", async () => {
      const frame = createFrame();
      const first = await frame.getTimeframe("BTCUSDT", "january");
      first[0]?.setFullYear(2000);
      first.length = 1;
      const second = await frame.getTimeframe("BTCUSDT", "january");
      expect(second).toHaveLength(11);
      expect(second[0]).toEqual(new Date("2024-01-01T00:00:00Z"));
    });
  });

  describe("onTimeframe", () => {
    const withCallback = (onTimeframe: IFrameCallbacks["onTimeframe"]) => {
      const reportError = vi.fn();
      return { frame: createFrame({ callbacks: { onTimeframe }, reportError }), reportError };
    };

    it("is told the ticks, the dates of the schema and the interval, once per run", async () => {
      const onTimeframe = vi.fn();
      const { frame } = withCallback(onTimeframe);
      const { count } = await frame.getTimeline("BTCUSDT");
      const dates = await frame.getTimeframe("BTCUSDT", "january");
      expect(onTimeframe).toHaveBeenCalledExactlyOnceWith(
        dates,
        new Date("2024-01-01T00:00:00Z"),
        new Date("2024-01-01T00:10:00Z"),
        "1m",
      );
      expect(dates).toHaveLength(count);
      await frame.getTimeline("BTCUSDT");
      expect(onTimeframe).toHaveBeenCalledTimes(2);
    });

    it("what it does to its dates changes nothing", async () => {
      const { frame } = withCallback((dates, startDate) => {
        dates[0]?.setFullYear(2000);
        dates.length = 0;
        startDate.setFullYear(2000);
      });
      const before = await frame.getTimeline("BTCUSDT");
      expect(await frame.getTimeline("BTCUSDT")).toEqual(before);
    });

    it("a throw or a rejection is reported and changes nothing (pitfall 22)", async () => {
      const onTimeframe = vi
        .fn<() => Promise<void>>()
        .mockImplementationOnce(() => {
          throw new Error("thrown");
        })
        .mockRejectedValueOnce(new Error("rejected"));
      const { frame, reportError } = withCallback(onTimeframe);
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ count: 11 });
      expect(await frame.getTimeline("BTCUSDT")).toMatchObject({ count: 11 });
      await yieldToEventLoop();
      expect(reportError.mock.calls).toEqual([[new Error("thrown")], [new Error("rejected")]]);
    });
  });
});
