import type { IRunCollector } from "../../src/interfaces/Collector.interface";

const ignore = (): void => undefined;

/** Reports that want nothing. */
export const SILENT_COLLECTOR: IRunCollector = {
  start: ignore,
  frame: ignore,
  finish: ignore,
  result: ignore,
  mark: ignore,
  minutes: ignore,
  gap: ignore,
  signalCall: ignore,
  stepFailure: ignore,
  milestone: ignore,
  refusal: ignore,
  timing: ignore,
};
