import { PersistError } from "../../../errors/PersistError";
import type { ILogger } from "../../../interfaces/Logger.interface";
import type { IStoredSignal, IStoredSignalOwner } from "../../../interfaces/Persist.interface";
import type { ISignalRow } from "../../../interfaces/Signal.interface";
import { createPairKey } from "../../../utils/keys";
import type { RowStores } from "./RowStores";

const OWNER_FIELDS = [
  "symbol",
  "strategyName",
  "exchangeName",
] as const satisfies readonly (keyof IStoredSignalOwner & keyof ISignalRow)[];

const isForeign = (stored: IStoredSignal | null, owner: IStoredSignalOwner): stored is IStoredSignal =>
  stored !== null && OWNER_FIELDS.some((field) => stored.row[field] !== owner[field]);

const describe = (names: IStoredSignalOwner): string =>
  OWNER_FIELDS.map((field) => `${field} ${names[field]}`).join(", ");

/**
 * Stored signals as their owners see them. What lies in the place of a pair and belongs to somebody else is a position all
 * the same: it is kept, and is not shown.
 */
export class OwnedRows {
  /** Pairs whose document was seen, or written, to be the owner's own, or empty. */
  private readonly own = new Set<string>();
  /** Pairs of which the logger knows that somebody else's row is in the way. */
  private readonly warned = new Set<string>();

  public constructor(
    private readonly stores: RowStores,
    private readonly logger: ILogger,
  ) {}

  /** The owner's signal. Throws as {@link RowStores.read}. */
  public async read(owner: IStoredSignalOwner): Promise<IStoredSignal | null> {
    const key = createPairKey(owner.symbol, owner.strategyName);
    const stored = await this.stores.read(owner);
    if (!isForeign(stored, owner)) {
      this.own.add(key);
      return stored;
    }
    this.own.delete(key);
    if (!this.warned.has(key)) {
      this.warned.add(key);
      this.logger.warn(`a stored ${this.stores.kind} row belongs to somebody else and is not used`, {
        owner,
        row: stored.row,
      });
    }
    return null;
  }

  /**
   * Replaces the owner's signal.
   * @throws PersistError `PERSIST_ROW_FOREIGN`; as {@link RowStores.write}
   */
  public async write(stored: IStoredSignal | null, owner: IStoredSignalOwner): Promise<void> {
    const key = createPairKey(owner.symbol, owner.strategyName);
    if (!this.own.has(key)) {
      await this.refuseForeign(owner);
    }
    await this.stores.write(stored, owner);
    this.own.add(key);
  }

  private async refuseForeign(owner: IStoredSignalOwner): Promise<void> {
    const present = await this.stores.read(owner);
    if (isForeign(present, owner)) {
      throw new PersistError(
        "PERSIST_ROW_FOREIGN",
        `the ${this.stores.kind} row ${present.row.id} belongs to ${describe(present.row)} and is not overwritten by ${describe(owner)}`,
      );
    }
  }
}
