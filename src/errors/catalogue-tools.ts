import type { ErrorDescription } from "./error-description";

/** The codes of what is built around trading: reports, optimizers, and what tests use. */
export const TOOL_DESCRIPTIONS = {
  PART_NOT_LOADED: {
    errorClass: "LoadError",
    meaning: "A part of the library that is loaded when it is first needed could not be loaded.",
    remedy:
      "See the cause: files of the package that were moved or replaced, or too many open ones; then call again, and start the process anew if Node 20 remembers the failure.",
  },
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
  OPTIMIZER_SOURCE_FAILED: {
    errorClass: "OptimizerError",
    meaning: "A data source of an optimizer failed on every try.",
    remedy: "See the cause; the strategies that were made before are in strategies.",
  },
  OPTIMIZER_ROWS_INVALID: {
    errorClass: "OptimizerError",
    meaning:
      "A data source of an optimizer gave something that is not rows with an id, or rows that were read already or are being read.",
    remedy: "Correct the named source; the strategies that were made before are in strategies.",
  },
  OPTIMIZER_TEXT_FAILED: {
    errorClass: "OptimizerError",
    meaning: "A part of a template, or what a source says about its rows, failed or is no text.",
    remedy: "Correct the named function; the strategies that were made before are in strategies.",
  },
  OPTIMIZER_PROMPT_FAILED: {
    errorClass: "OptimizerError",
    meaning: "The getPrompt of an optimizer failed, or gave no text or a blank one.",
    remedy: "See the cause; the strategies that were made before are in strategies.",
  },
  OPTIMIZER_CALLBACK_FAILED: {
    errorClass: "OptimizerError",
    meaning: "A callback of an optimizer failed.",
    remedy: "See the cause; the strategies that were made before are in strategies.",
  },
  OPTIMIZER_DUMP_FAILED: {
    errorClass: "OptimizerError",
    meaning:
      "The program of an optimizer could not be written to a file, or could not be: its folder is none, or something is in the way.",
    remedy: "See the cause: a full disk, missing rights; the strategies that were made are in strategies.",
  },
  TEMPLATE_INVALID: {
    errorClass: "TemplateError",
    meaning: "A part of a generated program or of a conversation was asked for with a value it cannot hold.",
    remedy: "Correct what the message names: a text, a valid date, or rows JSON can hold.",
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
