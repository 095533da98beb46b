import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const MINUTE = 60_000;
const INTERVAL_MINUTES: ReadonlyMap<string, number> = new Map([
  ["1m", 1],
  ["15m", 15],
  ["1h", 60],
]);

/** A server of candles in the form of klines: rows of a time, and texts. */
export class KlineServer {
  /** Every query so far. */
  public readonly queries: URLSearchParams[] = [];

  private readonly server: Server;

  /** @param priceAt - quote currency per unit of base at a time (ms); it does not move within a candle */
  public constructor(private readonly priceAt: (time: number) => number) {
    this.server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? "/", "http://localhost");
      this.queries.push(searchParams);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(this.listRows(searchParams)));
    });
  }

  /** Starts it. Returns its address. */
  public async start(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private listRows(query: URLSearchParams): (number | string)[][] {
    const length = (INTERVAL_MINUTES.get(query.get("interval") ?? "") ?? 1) * MINUTE;
    const first = Math.ceil(Number(query.get("startTime")) / length) * length;
    return Array.from({ length: Number(query.get("limit")) }, (_, index) => {
      const time = first + index * length;
      const price = this.priceAt(time).toFixed(2);
      return [time, price, price, price, price, "12.5", time + length - 1];
    });
  }
}
