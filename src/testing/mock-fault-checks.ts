import { describeValue } from "../utils/describe-value";
import { checkDuration, checkInteger, checkNumber, checkSymbolFilter, failMock } from "./mock-checks";
import type { MockFault, MockFaultScope, MockGarbage } from "./mock-fault-types";

const GARBAGE: readonly MockGarbage[] = ["nan", "zero", "negative-volume", "upside-down", "spike"];
const KEEP = ["oldest", "newest"] as const;

const checkChoice = (name: string, value: string, choices: readonly string[]): void => {
  if (!choices.includes(value)) {
    failMock(`${name} must be one of ${choices.join(", ")}, got ${describeValue(value)}`);
  }
};

const checkFunction = (name: string, value: unknown): void => {
  if (typeof value !== "function") {
    failMock(`${name} must be a function, got ${describeValue(value)}`);
  }
};

const isTime = (time: number): boolean => !Number.isNaN(time);

/** @throws MockError `MOCK_INVALID` for an unknown kind or a value out of range */
export const checkFault = (fault: MockFault): void => {
  switch (fault?.kind) {
    case "throw":
      if (fault.error !== undefined && !(fault.error instanceof Error)) {
        failMock(`error must be an Error, got ${describeValue(fault.error)}`);
      }
      return;
    case "hang":
      checkNumber("until", fault.until ?? 0, "a number of milliseconds", Number.isFinite);
      return;
    case "slow":
      checkDuration("ms", fault.ms);
      return;
    case "outside":
      checkInteger("rows", fault.rows ?? 1, 1, 1000);
      return;
    case "garbage":
      checkChoice("value", fault.value, GARBAGE);
      checkInteger("row", fault.row ?? 0, Number.MIN_SAFE_INTEGER);
      return;
    case "truncated":
      checkInteger("rows", fault.rows, 0);
      checkChoice("keep", fault.keep ?? "oldest", KEEP);
      return;
    case "change":
      checkFunction("change", fault.change);
      return;
    case "empty":
    case "duplicates":
    case "unsorted":
      return;
    default:
      failMock(`there is no fault like ${describeValue(fault)}; name its kind`);
  }
};

/** @throws MockError `MOCK_INVALID` for a condition that nothing can meet by mistake */
export const checkScope = ({ calls = 1, from = 0, until = 0, symbol, matches }: MockFaultScope): void => {
  checkInteger("calls", calls, 1);
  checkNumber("from", from, "a number of milliseconds", isTime);
  checkNumber("until", until, "a number of milliseconds", isTime);
  checkSymbolFilter(symbol);
  if (matches !== undefined) {
    checkFunction("matches", matches);
  }
};
