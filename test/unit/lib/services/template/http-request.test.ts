import { once } from "node:events";
import http, { createServer, type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import nodeTimers from "node:timers";
import { afterEach, expect, it, vi } from "vitest";
import { HTTP_REQUEST } from "../../../../../src/lib/services/template/http-request";
import { evaluateSection } from "../../../../support/evaluate-section";

type SendRequest = (url: string, options: object) => Promise<object>;

const sendRequest = evaluateSection<SendRequest>(HTTP_REQUEST, "sendRequest", {
  nodeHttp: http,
  nodeHttps: https,
  nodeTimers,
});
const LIMITS = { timeoutMs: 10_000, maxBytes: 1000 };

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const serve = async (respond: RequestListener): Promise<string> => {
  server = createServer(respond).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

it("sends what it is given, and gives what came", async () => {
  const url = await serve(async (request, response) => {
    const [body] = await once(request, "data");
    const { method, headers } = request;
    response.writeHead(201, { "retry-after": "7" });
    response.end([method, headers["x-name"], headers["content-length"], String(body)].join(" "));
  });
  const options = { ...LIMITS, method: "POST", headers: { "x-name": "n" }, body: "größer" };
  expect(await sendRequest(url, options)).toEqual({ status: 201, retryAfter: 7, body: "POST n 8 größer" });
});

const NOW = Date.UTC(2026, 9, 21, 7, 27, 0, 500);

it.each([
  ["7", 7],
  [" 0.5 ", 0.5],
  ["Wed, 21 Oct 2026 07:28:00 GMT", 60],
  ["wednesday, 21-Oct-26 07:28:00 gmt", 60],
  ["Wed Oct 21 07:28:00 2026", 60],
  ["Sun Nov  1 07:27:00 2026", 950_400],
  ["Friday, 21-Oct-50 07:27:00 GMT", 757_382_400],
])("reads the pause that %j is", async (pause, seconds) => {
  const url = await serve((_, response) => response.writeHead(429, { "retry-after": pause }).end());
  const now = vi.spyOn(Date, "now").mockReturnValue(NOW);
  expect(await sendRequest(url, LIMITS)).toMatchObject({ retryAfter: seconds });
  now.mockRestore();
});

it.each([
  "0",
  "-1",
  "soon",
  "1e3",
  "1e400",
  "9".repeat(400),
  "Infinity",
  "0x10",
  "soon, 2099",
  "2099-01-01",
  "Wed, 21 Xyz 2099 07:28:00 GMT",
  "Wed, 32 Oct 2099 07:28:00 GMT",
  "Wed, 21 Oct 2099 25:28:00 GMT",
  "Wed, 21 Oct 2020 07:28:00 GMT",
  "Wednesday, 21-Oct-77 07:28:00 GMT",
])("reads no pause from %j", async (pause) => {
  const url = await serve((_, response) => response.writeHead(429, { "retry-after": pause }).end());
  expect(await sendRequest(url, LIMITS)).toEqual({ status: 429, retryAfter: null, body: "" });
});

it("puts characters together that came in two pieces, and leaves a mark of byte order out", async () => {
  const url = await serve((_, response) => {
    const bytes = Buffer.from("\ufeff€");
    response.write(bytes.subarray(0, 4), () => response.end(bytes.subarray(4)));
  });
  expect(await sendRequest(url, LIMITS)).toMatchObject({ body: "€" });
});

it("follows no redirect", async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: "http://127.0.0.1:1" }).end());
  expect(await sendRequest(url, LIMITS)).toMatchObject({ status: 302 });
});

it("ends a response that drips beyond its time", async () => {
  const url = await serve((_, response) => {
    const drip = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drip));
  });
  const failure = sendRequest(url, { ...LIMITS, timeoutMs: 64.1 });
  await expect(failure).rejects.toMatchObject({ name: "TimeoutError" });
});

it("ends a response that never begins", async () => {
  const url = await serve(() => undefined);
  await expect(sendRequest(url, { ...LIMITS, timeoutMs: 20 })).rejects.toThrow("no answer within 0.02 s");
});

it.each(["identity", "gzip"])("ends a response (%s) that does not end", async (encoding) => {
  const url = await serve((_, response) => {
    response.writeHead(200, { "content-encoding": encoding });
    const more = (): void => {
      if (!response.destroyed) {
        response.write("x".repeat(100), more);
      }
    };
    more();
  });
  const failure = sendRequest(url, LIMITS);
  await expect(failure).rejects.toMatchObject({ name: "LengthError" });
  await expect(failure).rejects.toThrow("the response is longer than 0.001 MB");
});

it("takes a response of exactly the length it may have", async () => {
  const url = await serve((_, response) => response.end("x".repeat(1000)));
  expect(await sendRequest(url, LIMITS)).toMatchObject({ body: "x".repeat(1000) });
});

it.each<[string, RequestListener]>([
  ["before the response", (request) => request.socket.destroy()],
  ["within the response", (request, response) => response.write("half", () => request.socket.destroy())],
])("fails when the connection is closed %s", async (_, respond) => {
  const failure = sendRequest(await serve(respond), LIMITS);
  await expect(failure).rejects.toThrow(/socket hang up|ECONNRESET|the connection was closed/);
});

it("is ended by its signal", async () => {
  const abort = new AbortController();
  const url = await serve(() => abort.abort());
  await expect(sendRequest(url, { ...LIMITS, signal: abort.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
});

it("rejects for what cannot be sent", async () => {
  await expect(sendRequest("http://127.0.0.1", { ...LIMITS, headers: { "x-name": "\n" } })).rejects.toThrow(
    "Invalid character in header content",
  );
  await expect(sendRequest("https://127.0.0.1:1", LIMITS)).rejects.toThrow("ECONNREFUSED");
});
