let root: string | undefined;

/**
 * The working directory the process had when a store was first used. Relative folders are taken from there for the life of
 * the process: state that was found before a `chdir` is found after it.
 */
export const getWorkingRoot = (): string => (root ??= process.cwd());
