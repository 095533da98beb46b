import { AwaitedSubject } from "../utils/awaited-subject";

/** What a handler of `errorEmitter` threw: there is no channel behind that one, so it goes to the logger only. */
export const errorHandlerFailureSubject = new AwaitedSubject<unknown>(() => Promise.resolve());
