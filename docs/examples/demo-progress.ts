import { Presets, SingleBar } from "cli-progress";

/** Shows how far something is. */
export interface ProgressDisplay {
  /** @param progress - 0–1 */
  update(progress: number): void;
  /** Leaves the display as it is; nothing is shown after it. */
  stop(): void;
}

/** A stream that may be a terminal. */
export type DisplayStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

const PERCENT = 100;
/** In a log file a line per quarter is enough. */
const PLAIN_STEP_PERCENT = 25;

const createBar = (stream: DisplayStream, label: string): ProgressDisplay => {
  const bar = new SingleBar(
    { stream, format: `${label} {bar} {percentage} %`, hideCursor: true, barsize: 30 },
    Presets.shades_classic,
  );
  return {
    update: (progress) => {
      if (!bar.isActive) {
        bar.start(PERCENT, 0);
      }
      bar.update(Math.floor(progress * PERCENT));
    },
    stop: () => bar.stop(),
  };
};

const createLines = (stream: DisplayStream, label: string): ProgressDisplay => {
  let shownPercent = 0;
  return {
    update: (progress) => {
      const percent = Math.floor((progress * PERCENT) / PLAIN_STEP_PERCENT) * PLAIN_STEP_PERCENT;
      if (percent > shownPercent) {
        shownPercent = percent;
        stream.write(`${label} ${percent} %\n`);
      }
    },
    stop: () => undefined,
  };
};

/**
 * A progress bar on a terminal, a few plain lines elsewhere.
 *
 * @param stream - usually `process.stderr`
 * @param label - what is in progress
 */
export const createProgressDisplay = (stream: DisplayStream, label: string): ProgressDisplay =>
  stream.isTTY === true ? createBar(stream, label) : createLines(stream, label);
