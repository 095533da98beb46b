import type {
  IStoredSignal,
  IStoredSignalOwner,
  ScheduleData,
  SignalData,
} from "../../../interfaces/Persist.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { createPairPlace, PersistAdapter } from "./PersistAdapter";
import type { DocumentPlace } from "./PersistAdapter";
import type { RowKind } from "./row-document";
import { createSignalDocument, parseStoredSignal } from "./row-document";

const locate = ({ symbol, strategyName }: Omit<IStoredSignalOwner, "exchangeName">): DocumentPlace => ({
  ...createPairPlace(symbol, strategyName),
  entityId: symbol,
});

/** The stored signals of all pairs: their open positions, or their waiting orders. */
export class RowStores {
  public readonly adapter: PersistAdapter;

  /**
   * @param kind - which of the two
   * @param baseDir - where the folders of the pairs are
   */
  public constructor(
    public readonly kind: RowKind,
    baseDir: string,
  ) {
    this.adapter = new PersistAdapter(kind, baseDir);
  }

  /** The stored signal of a pair, frozen, whoever it belongs to. Throws as {@link PersistAdapter.read}. */
  public async read(owner: IStoredSignalOwner): Promise<IStoredSignal | null> {
    return await this.adapter.read(locate(owner), null, (document) =>
      parseStoredSignal(document, owner, this.kind),
    );
  }

  /** Replaces the stored signal of a pair. Throws as {@link PersistAdapter.write}. */
  public async write(
    stored: IStoredSignal | null,
    owner: Omit<IStoredSignalOwner, "exchangeName">,
  ): Promise<void> {
    await this.adapter.write(
      locate(owner),
      stored && createSignalDocument(stored.row, stored.transition, this.kind),
    );
  }

  /** The row of a pair with the fields of its stored form. An exchange that is not known has no name. */
  public async readData(symbol: string, strategyName: StrategyName): Promise<SignalData> {
    const stored = await this.read({ symbol, strategyName, exchangeName: "" });
    return stored?.transition
      ? Object.freeze({ ...stored.row, _transition: stored.transition })
      : (stored?.row ?? null);
  }

  /** Replaces the row of a pair. */
  public async writeData(
    data: SignalData | ScheduleData,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<void> {
    await this.write(data && { row: data, transition: data._transition ?? null }, { symbol, strategyName });
  }
}
