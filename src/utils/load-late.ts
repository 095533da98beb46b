import { LoadError } from "../errors/LoadError";
import { toErrorMessage } from "./error-message";

let loadsUnderWay = 0;

/** How many parts are being loaded. A simulated clock waits for them as for files: nothing else tells of a module. */
export const countLoadsUnderWay = (): number => loadsUnderWay;

/**
 * A part of the library that is loaded when it is first needed, so that whoever never needs it does not wait for it.
 * @param part - how the message calls it, such as `the pages of reports`
 * @param load - an `import()` of one module
 * @returns a function that gives the module. It is loaded once; after a failure the next call tries again, and fails with LoadError
 *   `PART_NOT_LOADED` if that fails too
 */
export const loadLate = <Module>(part: string, load: () => Promise<Module>): (() => Promise<Module>) => {
  let loading: Promise<Module> | undefined;
  const begin = async (): Promise<Module> => {
    loadsUnderWay += 1;
    try {
      // A load that throws at once fails as one that rejects: not before the promise of it is kept.
      return await Promise.resolve().then(load);
    } catch (cause) {
      loading = undefined;
      throw new LoadError(
        "PART_NOT_LOADED",
        `${part} could not be loaded: ${toErrorMessage(cause)}; the files of the package must stay where they were installed`,
        { cause },
      );
    } finally {
      loadsUnderWay -= 1;
    }
  };
  return () => (loading ??= begin());
};
