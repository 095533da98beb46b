/**
 * Where the library writes what it does. Install one with `setLogger`; the default logger is silent.
 *
 * Calls are fire-and-forget: a logger that throws is ignored. Each call ends with two more arguments, the method
 * context and the execution context (`{}` outside of a run).
 */
export interface ILogger {
  /** Normal operation of a service. */
  log(topic: string, ...args: unknown[]): void;
  /** Details that only help while debugging. */
  debug(topic: string, ...args: unknown[]): void;
  /** Events worth keeping. */
  info(topic: string, ...args: unknown[]): void;
  /** Something is not as it should be, and the run goes on. */
  warn(topic: string, ...args: unknown[]): void;
}
