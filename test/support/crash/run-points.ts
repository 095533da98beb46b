import type { CrashLab, CrashResult } from "./crash-lab";
import type { CrashPoint } from "./points";

/** Crashes at several points, two at a time; results come in the order of the points. */
export const crashAtAll = async (
  lab: CrashLab,
  points: readonly CrashPoint[],
  onResult: (result: CrashResult) => void = () => undefined,
): Promise<CrashResult[]> => {
  const results = new Map<CrashPoint, CrashResult>();
  const waiting = [...points];
  const work = async (): Promise<void> => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      const result = await lab.crashAt(point);
      results.set(point, result);
      onResult(result);
    }
  };
  await Promise.all([work(), work()]);
  return points.flatMap((point) => results.get(point) ?? []);
};
