/** Name of the global object that instrumented code calls. */
export const HOOKS_NAME = "__crashHooks";
