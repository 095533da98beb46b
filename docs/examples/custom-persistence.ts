/**
 * Live positions in a store of one's own. The bot opens a position, is shut down, and the next start takes it up from the
 * store. `npx tsx docs/examples/custom-persistence.ts` from a clone.
 */
import {
  addExchange,
  addStrategy,
  listenError,
  Live,
  PersistPartialAdapter,
  PersistRiskAdapter,
  PersistScheduleAdapter,
  PersistSignalAdapter,
  type EntityId,
  type IPersistBase,
} from "backtest-connection-kit";
import { createMockExchange, createSimulatedClock, setClock } from "backtest-connection-kit/testing";

/** Stands for a table of a database: text by key. */
const table = new Map<string, string>();

/** One class serves all four adapters: the name of the entity and the folder tell the documents apart. */
class TableStore implements IPersistBase {
  public constructor(
    private readonly entityName: string,
    private readonly baseDir: string,
  ) {}

  public async waitForInit(_initial: boolean): Promise<void> {
    // Here you connect. It is called before every read and write.
  }

  public async hasValue(entityId: EntityId): Promise<boolean> {
    return table.has(this.createKey(entityId));
  }

  public async readValue(entityId: EntityId): Promise<unknown> {
    return JSON.parse(table.get(this.createKey(entityId)) ?? "null");
  }

  public async writeValue(entityId: EntityId, entity: unknown): Promise<void> {
    // Must not resolve before it is safe: the library tells nobody of a position before that.
    table.set(this.createKey(entityId), JSON.stringify(entity));
  }

  private createKey(entityId: EntityId): string {
    return JSON.stringify([this.baseDir, this.entityName, entityId]);
  }
}

PersistSignalAdapter.usePersistSignalAdapter(TableStore);
PersistScheduleAdapter.usePersistScheduleAdapter(TableStore);
PersistRiskAdapter.usePersistRiskAdapter(TableStore);
PersistPartialAdapter.usePersistPartialAdapter(TableStore);

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 1);
const clock = createSimulatedClock({ start: START + 60 * MINUTE });
setClock(clock);
listenError((error) => {
  console.error(error);
  process.exitCode = 1;
});
const exchange = createMockExchange({ exchangeName: "mock", start: START, volatilityPercent: 0 });
addExchange(exchange.schema);
addStrategy({
  strategyName: "buy",
  interval: "1m",
  getSignal: async () => ({
    id: "the only one", // an id that comes again is no new signal, also after a restart
    position: "long",
    priceTakeProfit: 105,
    priceStopLoss: 95,
    minuteEstimatedTime: 600,
  }),
  callbacks: {
    onOpen: (_symbol, _row, price) => console.log(`opened at ${price.toFixed(2)}`),
    onActive: (_symbol, row) => console.log(`taken up again: entry ${row.priceOpen.toFixed(2)}`),
    onClose: (_symbol, _row, price) => console.log(`closed at ${price.toFixed(2)}`),
  },
});

const bot = { strategyName: "buy", exchangeName: "mock" };
Live.background("BTCUSDT", bot);
await clock.advance(5 * MINUTE);
await Live.shutdown(); // leaves the position open, as the end of a process does
const held = [...table].filter(([, text]) => text.includes('"long"'));
console.log(held.map(([key]) => key).join("\n"));

exchange.setPrice(clock.now() + 2 * MINUTE, Infinity, 106);
Live.background("BTCUSDT", bot);
await clock.advance(5 * MINUTE);
await Live.shutdown();

/* It prints:

opened at 100.00
["./dump/data/signal/","BTCUSDT_buy","BTCUSDT"]
taken up again: entry 100.00
closed at 105.00

*/
