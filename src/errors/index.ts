/**
 * The error codes with what they mean and what to do, for programs that show or check them. An entry of its own, for no bot needs
 * the texts to run.
 */
export { ERROR_CATALOGUE } from "./catalogue";
export type { ErrorCode, ErrorDescription } from "./catalogue";
