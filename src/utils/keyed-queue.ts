const ignore = (): void => undefined;

/**
 * Runs the tasks of one key one after the other, in the order they came; tasks of different keys do not wait for each
 * other. Each task runs in the async context of its own caller. One that fails harms nobody behind it.
 */
export class KeyedQueue {
  /** End of the newest task of each key that is not idle. */
  private readonly ends = new Map<string, Promise<void>>();

  /** How many keys have a task. */
  public get size(): number {
    return this.ends.size;
  }

  /** Whether a task of the key is running or waiting. */
  public isBusy(key: string): boolean {
    return this.ends.has(key);
  }

  /**
   * Runs a task when every earlier one of the key has ended.
   * @returns what the task gives; rejects if it does
   */
  public run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.ends.get(key) ?? Promise.resolve()).then(task);
    const end = result.then(ignore, ignore).then(() => {
      if (this.ends.get(key) === end) {
        this.ends.delete(key);
      }
    });
    this.ends.set(key, end);
    return result;
  }

  /** Resolves when the tasks the key has now have ended, well or not. Never rejects. */
  public async whenSettled(key: string): Promise<void> {
    await this.ends.get(key);
  }
}
