import { types } from "node:util";
import { walkPrototypes } from "./walk-prototypes";

/**
 * Whether even a look at the fields of an object may run code of the user: an accessor of it or of its class, or the traps of a
 * proxy.
 */
export const hasLiveFields = (owner: object): boolean => {
  for (const current of walkPrototypes(owner)) {
    // Asked first: anything else would run the traps.
    if (types.isProxy(current)) {
      return true;
    }
    const properties = Object.values(Object.getOwnPropertyDescriptors(current));
    if (properties.some((property) => property.get !== undefined)) {
      return true;
    }
  }
  return false;
};

/**
 * Callbacks as the engine may look at them. It asks at every minute whether there is one, and that must not run code of the user as
 * code of the engine. Callbacks whose fields are alive are taken for all there: what they are is asked when they are called.
 * @param callbacks - of a schema
 * @param createAll - makes callbacks that ask for the real ones when they are called
 */
export const shieldCallbacks = <Callbacks extends object>(
  callbacks: Callbacks | undefined,
  createAll: (live: Callbacks) => Callbacks,
): Callbacks | undefined =>
  callbacks !== undefined && hasLiveFields(callbacks) ? createAll(callbacks) : callbacks;
