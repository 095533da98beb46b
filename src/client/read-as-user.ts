import type { IExecutionContextPort, IInstant } from "../interfaces/Context.interface";

/**
 * Reads what a user has handed over: getters and traps are code of the user, and see no more than that does.
 * @param instant - of the tick it was handed over in
 * @throws what the getters and traps throw
 */
export const readAsUser = <T>(
  execution: Pick<IExecutionContextPort, "createUserScope">,
  instant: IInstant,
  read: () => T,
): T => {
  const scope = execution.createUserScope(instant);
  try {
    return scope.runBriefly(read);
  } finally {
    scope.close();
  }
};
