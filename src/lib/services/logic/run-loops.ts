/** The loops of all modes: a process that runs anything needs one of them, and they are small. */
export { BacktestRun } from "./BacktestRun";
export { LiveRun } from "./LiveRun";
export { MinuteAlarm } from "./MinuteAlarm";
export { WalkerRun } from "./WalkerRun";
