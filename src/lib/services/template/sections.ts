/** What the built-in parts of programs and conversations are made of. */
export { CANDLE_WATCH_CALL } from "./candle-watch";
export { ASSISTANT_MESSAGE, writeUserMessage } from "./conversation-turns";
export { writeExchangeSection } from "./exchange-section";
export { writeFrameSection } from "./frame-section";
export { JSON_DUMP_SECTION } from "./json-dump-section";
export { JSON_SECTION } from "./json-section";
export { writeLauncherSection } from "./launcher-section";
export { PROGRAM_TOOLS } from "./program-tools";
export { writeStrategySection } from "./strategy-section";
export { writeTextSection } from "./text-section";
export { TOP_BANNER } from "./top-banner";
export { writeWalkerSection } from "./walker-section";
