import type { IMethodContext } from "../../../interfaces/Context.interface";
import { runCall } from "../../../utils/call-chain";
import { runHeldBack } from "../../../utils/horizon";
import { ExecutionContextService } from "../context/ExecutionContextService";
import { MethodContextService } from "../context/MethodContextService";

/**
 * Runs every step of a run inside its own method context and outside of whatever context its consumer is in: a run that
 * is started or consumed inside of another run's listener sees nothing of that one, and user code of a back-test learns
 * nothing from it that lies after its own instant.
 */
export const runDetached = <T>(
  steps: AsyncGenerator<T, void, undefined>,
  context: IMethodContext,
): AsyncGenerator<T, void, undefined> => {
  const enter = <R>(step: () => Promise<R>): Promise<R> => {
    const instant = ExecutionContextService.findHoldingInstant();
    const run = (): Promise<R> =>
      runCall(context, "engine", () =>
        ExecutionContextService.runOutOfContext(() => MethodContextService.runInContext(step, context)),
      );
    return instant === null ? run() : runHeldBack(instant, run);
  };
  const detached: AsyncGenerator<T, void, undefined> = {
    next: () => enter(() => steps.next()),
    return: (value) => enter(() => steps.return(value)),
    throw: (error) => enter(() => steps.throw(error)),
    [Symbol.asyncIterator]: () => detached,
  };
  return detached;
};
