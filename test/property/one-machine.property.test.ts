import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transitionTime } from "../../src/math/transition-time";
import type { SessionPlan } from "../support/live-session";
import { sessionPlan } from "../support/live-session";
import { MINUTE } from "../support/market";
import type { LiveRecording } from "../support/minute-driver";
import { playBack, recordLive, toComparable } from "../support/minute-driver";

const compare = async ({ session, clockAhead }: SessionPlan): Promise<LiveRecording> => {
  const live = await recordLive(session);
  const played = await playBack(live, session, live.to + clockAhead * MINUTE);
  const expected = live.transitions.map(toComparable);
  expect(played.transitions.slice(0, expected.length).map(toComparable)).toEqual(expected);
  // What the back-test adds was decided by minutes the session never fed.
  for (const result of played.transitions.slice(expected.length)) {
    expect(transitionTime(result, 0)).toBeGreaterThan(live.fedUntil);
  }
  return live;
};

describe("H0: a recorded live session played back as a back-test", () => {
  it("has the same transitions at the same times and prices", async () => {
    await fc.assert(
      fc.asyncProperty(sessionPlan, async (drawn) => {
        await compare(drawn);
      }),
      { numRuns: Number(process.env["RUNS"] ?? 200), seed: Number(process.env["SEED"] ?? 20_240_101) },
    );
  });
});
