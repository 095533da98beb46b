import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The body of a question. */
export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly json_schema: { readonly schema: { readonly required: string[] } } };
}

/** What a program has sent to the model. */
export interface ModelQuestion {
  /** Its place among the questions, from 0. */
  readonly number: number;
  readonly headers: IncomingMessage["headers"];
  readonly url: string;
  readonly body: ModelRequest;
  /** The last close of one minute in the conversation. */
  readonly price: number;
}

/** How the model answers. */
export interface ModelReply {
  readonly status?: number;
  /** What the model says; goes into a response like that of Ollama. */
  readonly content?: unknown;
  /** The whole response, instead of one with `content`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Sends a space every few milliseconds, and never ends. */
  readonly drips?: boolean;
  readonly closes?: boolean;
}

export type AnswerModel = (question: ModelQuestion) => ModelReply;

/** Answers a request for candles with something else than candles. */
export type AnswerCandles = (
  query: URLSearchParams,
) => Pick<ModelReply, "status" | "body" | "headers" | "closes"> | undefined;

const MINUTE = 60_000;
const INTERVAL_MINUTES: Readonly<Record<string, number>> = {
  "1m": 1,
  "5m": 5,
  "15m": 15,
  "1h": 60,
};

/** A wave of one hour around 100. */
const priceAt = (time: number): number => 100 + 3 * Math.sin((time / MINUTE / 60) * 2 * Math.PI);

const createRow = (time: number, length: number): (number | string)[] => {
  const prices = [priceAt(time), priceAt(time + length)];
  const text = (price: number): string => price.toFixed(4);
  return [
    time,
    text(priceAt(time)),
    text(Math.max(...prices)),
    text(Math.min(...prices)),
    text(priceAt(time + length)),
    "12.5",
    time + length - 1,
    "1250.0",
    100,
    "6",
    "600",
    "0",
  ];
};

const listKlines = (query: URLSearchParams): string => {
  const length = (INTERVAL_MINUTES[query.get("interval") ?? ""] ?? 1) * MINUTE;
  const first = Math.ceil(Number(query.get("startTime")) / length) * length;
  const rows: (number | string)[][] = [];
  for (let time = first; time <= Number(query.get("endTime")); time += length) {
    rows.push(createRow(time, length));
  }
  return JSON.stringify(rows.slice(0, Math.min(1000, Number(query.get("limit") ?? 500))));
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const readPrice = (messages: readonly { readonly content: string }[]): number => {
  const closes = messages.flatMap(({ content }) => [...content.matchAll(/\[1m\].* C:([\d.]+)/g)]);
  return Number(closes.at(-1)?.[1]);
};

/** The shape of Ollama's answers. */
const createCompletion = (number: number, model: string, content: unknown): string =>
  JSON.stringify({
    id: `chatcmpl-${number}`,
    object: "chat.completion",
    created: 1_700_000_000,
    model,
    system_fingerprint: "fp_ollama",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  });

const send = (response: ServerResponse, reply: ModelReply, body: string): void => {
  if (reply.closes === true) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(reply.status ?? 200, { "content-type": "application/json", ...reply.headers });
  if (reply.drips === true) {
    const drip = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(drip));
    return;
  }
  response.end(body);
};

/** A server on loopback that gives candles and answers like a model. */
export class FakeServices {
  public readonly questions: ModelQuestion[] = [];
  public readonly candleQueries: URLSearchParams[] = [];
  private readonly server = createServer((request, response) => {
    this.respond(request, response).catch((error: unknown) => {
      send(response, { status: 599 }, String(error));
    });
  });

  public constructor(
    private readonly answerModel: AnswerModel,
    private readonly answerCandles: AnswerCandles = () => undefined,
  ) {}

  public async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/api/v3/klines") {
      this.candleQueries.push(url.searchParams);
      const reply = this.answerCandles(url.searchParams) ?? {};
      send(response, reply, reply.body ?? listKlines(url.searchParams));
      return;
    }
    const body: ModelRequest = JSON.parse(await readBody(request));
    const number = this.questions.length;
    const question = {
      number,
      headers: request.headers,
      url: url.pathname,
      body,
      price: readPrice(body.messages),
    };
    this.questions.push(question);
    const reply = this.answerModel(question);
    await sleep(reply.delayMs ?? 0);
    send(response, reply, reply.body ?? createCompletion(number, body.model, reply.content));
  }
}
