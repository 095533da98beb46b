/**
 * Something that is made when it is first used, since making it takes time that a process which never uses it should not spend
 * at import: a schema, a table of a language, a random id.
 * @param create - gives the same whenever it is called
 * @returns a function that gives what was made, always the same
 */
export const onFirstUse = <T extends object | string>(create: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= create());
};
