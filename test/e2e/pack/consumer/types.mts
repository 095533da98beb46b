import type { Observable } from "rxjs";
import {
  Backtest,
  PersistBase,
  PersistSignalAdapter,
  Schedule,
  TradingError,
  addStrategy,
  emitters,
  getCandles,
  lib,
  listenSignalBacktest,
} from "backtest-connection-kit";
import type {
  BacktestStatisticsModel,
  ColumnModel,
  EntityId,
  ICandleData,
  IPersistBase,
  ISignalDto,
  IStrategySchema,
  IStrategyTickResult,
  ScheduledEvent,
  SignalData,
  TPersistBase,
} from "backtest-connection-kit";

const readTrend = async (symbol: string): Promise<number> => {
  const candles: ICandleData[] = await getCandles(symbol, "1h", 2);
  return candles.reduce((sum, { open, close }) => sum + close - open, 0);
};

const schema: IStrategySchema = {
  strategyName: "typed",
  interval: "15m",
  getSignal: async (symbol, when): Promise<ISignalDto | null> =>
    (await readTrend(symbol)) > 0 && when.getUTCHours() > 8
      ? { position: "long", priceTakeProfit: 102, priceStopLoss: 98, minuteEstimatedTime: 60 }
      : null,
};

export const run = async (): Promise<number> => {
  addStrategy(schema);
  const results: IStrategyTickResult[] = [];
  const stopListening: () => void = listenSignalBacktest((result) => {
    results.push(result);
  });
  const events: Observable<IStrategyTickResult> = emitters.signalEmitter;
  const subscription = events.subscribe((result) => results.push(result));
  let total = 0;
  for await (const result of Backtest.run("BTCUSDT", {
    strategyName: "typed",
    exchangeName: "e",
    frameName: "f",
  })) {
    total += result.action === "closed" ? result.pnl.pnlPercentage : 0;
  }
  stopListening();
  subscription.unsubscribe();
  await lib.strategyConnectionService.clear(true);
  return total;
};

export const readReport = async (): Promise<string> => {
  const { winRate, run: facts }: BacktestStatisticsModel = await Backtest.getData("BTCUSDT", "typed");
  const columns: ColumnModel<ScheduledEvent>[] = [
    { key: "why", label: "Why", format: ({ reason }) => reason ?? "", isVisible: () => true },
  ];
  const orders = await Schedule.getReport("BTCUSDT", "typed", true, columns);
  return `${winRate?.toFixed(2) ?? "none"} ${facts?.settings.CC_FILL_POLICY ?? ""} ${orders}`;
};

export const readCode = (error: unknown): string | null =>
  error instanceof TradingError ? error.code : null;

/** A store of one's own needs no base class and no constructor. */
class OwnStore implements IPersistBase<SignalData> {
  private readonly rows = new Map<EntityId, SignalData>();
  async waitForInit(_initial: boolean): Promise<void> {}
  async hasValue(entityId: EntityId): Promise<boolean> {
    return this.rows.has(entityId);
  }
  async readValue(entityId: EntityId): Promise<SignalData> {
    return this.rows.get(entityId) ?? null;
  }
  async writeValue(entityId: EntityId, row: SignalData): Promise<void> {
    this.rows.set(entityId, row);
  }
}

class LoggedStore extends PersistBase<"logged"> {
  override async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
    await super.writeValue(entityId, entity);
  }
}

export const keepState = async (): Promise<number | null> => {
  PersistSignalAdapter.usePersistSignalAdapter(OwnStore);
  PersistSignalAdapter.usePersistSignalAdapter(PersistBase);
  const store: TPersistBase = new LoggedStore("logged");
  const list = await store.readValue<{ price: number }[]>("list");
  const row = await PersistSignalAdapter.readSignalData("BTCUSDT", "typed");
  return row === null ? (list[0]?.price ?? null) : row.priceOpen;
};
