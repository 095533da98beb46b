/**
 * A value, or a promise of it where something has to be waited for. A layer in which nothing waits hands its value on as it
 * is: a promise costs more than most of what a tick does.
 */
export type Awaitable<T> = T | Promise<T>;
