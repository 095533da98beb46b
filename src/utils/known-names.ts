import { findNearestName } from "./nearest-name";
import { walkPrototypes } from "./walk-prototypes";

/** A name that nobody would look at. */
export interface IUnknownName {
  readonly name: string;
  /** What it must be, and what it may be meant for. */
  readonly rule: string;
}

/** Whether a field says nothing: one that is `undefined` is as good as none. What cannot be read says something. */
const isAbsent = (owner: object, name: string): boolean => {
  try {
    return Reflect.get(owner, name) === undefined;
  } catch {
    return false;
  }
};

/**
 * The first field of an object that has a value and a name that is not known.
 * @param owner - whose fields are looked at, and not what is known of them
 * @param names - those that are known
 * @param isStrange - whether an unknown name is a problem; by default it is
 * @param fields - which fields are looked at; by default its own
 */
export const findUnknownName = (
  owner: object,
  names: readonly string[],
  isStrange: (name: string) => boolean = () => true,
  fields: readonly string[] = Object.keys(owner),
): IUnknownName | undefined => {
  const name = fields.find((field) => !names.includes(field) && !isAbsent(owner, field) && isStrange(field));
  if (name === undefined) {
    return undefined;
  }
  const nearest = findNearestName(name, names);
  const hint = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  return { name, rule: `it must be one of ${names.join(", ")}${hint}` };
};

const isMethod = ({ value }: PropertyDescriptor): boolean => typeof value === "function";

/**
 * The names of what an object has from its class and those before it: accessors and values, and no methods. The outermost class comes
 * last; what all objects have is left out.
 */
export const listInheritedFields = (owner: object): string[] => {
  const names: string[] = [];
  for (const prototype of walkPrototypes(Object.getPrototypeOf(owner))) {
    const properties = Object.entries(Object.getOwnPropertyDescriptors(prototype));
    names.push(...properties.filter(([, property]) => !isMethod(property)).map(([name]) => name));
  }
  return names;
};

const isCallbackName = (name: string): boolean => /^on[A-Z]/.test(name);

const isCallable = (owner: object, name: string): boolean => {
  try {
    return typeof Reflect.get(owner, name) === "function";
  } catch {
    return true;
  }
};

/**
 * The first callback that nobody would call, since its name is not known: a misspelt one would be left out without a word. What is
 * no function and does not look like a callback by its name, such as the state of an object with methods, is none.
 * @param callbacks - an object of functions
 * @param names - those that are called
 */
export const findUnknownCallback = (callbacks: object, names: readonly string[]): IUnknownName | undefined =>
  findUnknownName(callbacks, names, (name) => isCallbackName(name) || isCallable(callbacks, name));
