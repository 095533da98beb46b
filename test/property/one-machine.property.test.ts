import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { getDefaultConfig } from "../../src/index";
import { transitionTime } from "../../src/math/transition-time";
import type { SessionPlan } from "../support/live-session";
import { sessionPlan } from "../support/live-session";
import { MINUTE } from "../support/market";
import type { LiveRecording } from "../support/minute-driver";
import { playBack, recordLive } from "../support/minute-driver";
import { tellSession, toLine } from "../support/naive-session";
import { findPromised, toComparable } from "../support/replay-diff";

const SEED = 20_240_101;

const SESSIONS = 900;

/** For machines that are busy with something else; running over it is a failure, for then fewer sessions were played. */
const TIME_LIMIT_MS = 170_000;

/** What happened in a session, by kind, so that a test can tell whether it has tested anything. */
const describeSession = ({ session }: SessionPlan, live: LiveRecording): string[] => [
  ...live.transitions.map((result) => {
    switch (result.action) {
      case "closed":
        return `${session.settings.CC_FILL_POLICY ?? ""} ${result.signal.position} ${result.closeReason}`;
      case "cancelled":
        return `cancelled ${result.reason}`;
      default:
        return `${result.action} ${result.signal?.entry ?? ""}`;
    }
  }),
  ...(live.arrivedLate > 0 ? ["late answer"] : []),
  ...live.errors.map((error) =>
    error instanceof Error && "code" in error ? String(error.code) : "other error",
  ),
];

describe("H0: a recorded live session played back as a back-test", () => {
  it(
    "has the same transitions at the same times and prices, and the ones it had to have",
    async () => {
      const seen = new Set<string>();
      const test = async (plan: SessionPlan): Promise<void> => {
        const { session, clockAhead, isPlain } = plan;
        const live = await recordLive(session);
        const played = await playBack(live, session, live.to + clockAhead * MINUTE);
        const { transitions, until } = findPromised(live);
        const expected = transitions.map(toComparable);
        expect(played.transitions.slice(0, expected.length).map(toComparable)).toEqual(expected);
        // What the back-test adds was decided by minutes the session never fed.
        for (const result of played.transitions.slice(expected.length)) {
          expect(transitionTime(result, 0)).toBeGreaterThan(until);
        }
        if (isPlain) {
          const story = tellSession(live, { ...getDefaultConfig(), ...session.settings });
          expect(live.transitions.map(toLine)).toEqual(story);
        }
        describeSession(plan, live).forEach((kind) => seen.add(kind));
      };
      const limits = { interruptAfterTimeLimit: TIME_LIMIT_MS, markInterruptAsFailure: true };
      await fc.assert(fc.asyncProperty(sessionPlan, test), { numRuns: SESSIONS, seed: SEED, ...limits });
      const ends = ["pessimistic", "optimistic", "path"].flatMap((policy) =>
        ["long", "short"].flatMap((side) =>
          ["take_profit", "stop_loss", "time_expired"].map((reason) => `${policy} ${side} ${reason}`),
        ),
      );
      const kinds = [
        ...["scheduled limit", "opened limit", "opened market"],
        ...["cancelled price", "cancelled timeout", "cancelled risk", "cancelled stopped"],
        ...["late answer", "CANDLES_FAILED", "CANDLE_INVALID", "SIGNAL_TIMEOUT", "SIGNAL_INVALID"],
      ];
      expect([...seen]).toEqual(expect.arrayContaining([...ends, ...kinds]));
    },
    TIME_LIMIT_MS + 10_000,
  );
});
