/** What reads and keeps the state of live runs: one part, for a live run needs all of it. */
export { renameDurably } from "./durable-files";
export { parseLastId } from "./last-signal-id";
export { parseLevels } from "./partial-parsing";
export { parsePositions, parseStoredPositions } from "./risk-parsing";
export { parseStoredSignal } from "./row-parsing";
export { StoreFiles } from "./StoreFiles";
