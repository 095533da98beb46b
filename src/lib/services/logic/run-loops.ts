/** The loops of live runs and walkers. That of back-tests is in the core, for all its speed. */
export { LiveRun } from "./LiveRun";
export { MinuteAlarm } from "./MinuteAlarm";
export { WalkerRun } from "./WalkerRun";
