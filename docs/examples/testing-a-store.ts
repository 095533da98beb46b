import type { EntityId, IPersistBase } from "backtest-connection-kit";
import { testPersistAdapter } from "backtest-connection-kit/testing";
import { describe, it } from "vitest";

const texts = new Map<string, string>();

/** The store under test; this one stands for a database. */
class TextStore implements IPersistBase {
  public constructor(
    private readonly entityName: string,
    private readonly baseDir: string,
  ) {}

  public async waitForInit(_initial: boolean): Promise<void> {}

  public async hasValue(entityId: EntityId): Promise<boolean> {
    return texts.has(this.createKey(entityId));
  }

  public async readValue(entityId: EntityId): Promise<unknown> {
    const text = texts.get(this.createKey(entityId));
    if (text === undefined) {
      throw new Error(`there is no document ${entityId}`);
    }
    return JSON.parse(text);
  }

  public async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
    texts.set(this.createKey(entityId), JSON.stringify(entity));
  }

  private createKey(entityId: EntityId): string {
    return JSON.stringify([this.baseDir, this.entityName, String(entityId)]);
  }
}

describe("the store keeps what live strategies need", () => {
  for (const { name, run } of testPersistAdapter(TextStore)) {
    it(name, run);
  }
});
