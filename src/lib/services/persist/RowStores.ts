import type {
  IStoredSignal,
  IStoredSignalOwner,
  ScheduleData,
  SignalData,
} from "../../../interfaces/Persist.interface";
import type { StrategyName } from "../../../interfaces/Signal.interface";
import { loadStores } from "./load-stores";
import { createPairPlace, PersistAdapter } from "./PersistAdapter";
import type { DocumentPlace } from "./PersistAdapter";
import type { RowKind } from "./row-document";
import { createSignalDocument } from "./row-document";

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
    const { parseStoredSignal } = await loadStores();
    return await this.adapter.read(locate(owner), null, (document) =>
      parseStoredSignal(document, owner, this.kind),
    );
  }

  /** Replaces the stored signal of a pair. Throws as {@link PersistAdapter.write}. */
  public async write(
    stored: IStoredSignal | null,
    owner: Omit<IStoredSignalOwner, "exchangeName">,
  ): Promise<void> {
    await this.adapter.write(locate(owner), stored && createSignalDocument(stored, this.kind));
  }

  /** The row of a pair with the fields of its stored form. An exchange that is not known has no name. */
  public async readData(symbol: string, strategyName: StrategyName): Promise<SignalData> {
    const stored = await this.read({ symbol, strategyName, exchangeName: "" });
    if (stored === null) {
      return null;
    }
    const { row, transition, isIdMadeUp } = stored;
    return Object.freeze({
      ...row,
      ...(transition && { _transition: transition }),
      ...(isIdMadeUp === true && { _isIdMadeUp: true }),
    });
  }

  /** Replaces the row of a pair. */
  public async writeData(
    data: SignalData | ScheduleData,
    symbol: string,
    strategyName: StrategyName,
  ): Promise<void> {
    const { _transition: transition = null, _isIdMadeUp: isIdMadeUp = false } = data ?? {};
    await this.write(data && { row: data, transition, isIdMadeUp }, { symbol, strategyName });
  }
}
