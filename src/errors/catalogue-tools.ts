import type { ErrorDescription } from "./error-description";

/** The codes of what is built around trading: reports, and what tests use. */
export const TOOL_DESCRIPTIONS = {
  REPORT_EMPTY: {
    errorClass: "ReportError",
    meaning: "A walker has no result on the symbol that could be compared.",
    remedy: "Run it, and look again when a strategy has finished; see its failures through listenError.",
  },
  REPORT_WRITE_FAILED: {
    errorClass: "ReportError",
    meaning: "A report or a conversation could not be written to the named path.",
    remedy: "See the cause: a full disk, missing rights, or a value JSON cannot hold; then write again.",
  },
  CLOCK_INVALID: {
    errorClass: "ClockError",
    meaning: "A simulated clock was given an instant or a distance it cannot move to.",
    remedy: "Give finite milliseconds that do not lie in its past.",
  },
  CLOCK_STALLED: {
    errorClass: "ClockError",
    meaning: "Work under a simulated clock can neither finish nor go on, or never comes to rest.",
    remedy: "Let what it waits for depend on a timer of the clock.",
  },
  MOCK_INVALID: {
    errorClass: "MockError",
    meaning: "A mock exchange was given an option, a candle, a range or a fault that breaks a rule.",
    remedy: "Correct the named argument.",
  },
  MOCK_FAULT: {
    errorClass: "MockError",
    meaning: "A mock exchange failed a call because it was told to.",
    remedy: "Expect it, or take the fault away with clearFaults.",
  },
} as const satisfies Record<string, ErrorDescription>;
