/** Asks whether the user has stopped the run since it was created. */
export type StopRequestQuery = () => boolean;
