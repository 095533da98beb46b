import { vi } from "vitest";
import { JSON_SECTION } from "../../src/lib/services/template/json-section";
import { writeTextSection } from "../../src/lib/services/template/text-section";
import { evaluateWithTools, type ProgramTools } from "./program-tools";

/** An answer of the model as it should be. */
export const ANSWER = {
  position: "long",
  note: "a dip",
  priceOpen: 100,
  priceTakeProfit: 102,
  priceStopLoss: 99,
  minuteEstimatedTime: 30,
};
/** A key that must not show up anywhere. */
export const KEY = "sk-secret-1";

/** What the functions of the program find around them. */
export const sendRequest = vi.fn();
export const sleep = vi.fn();
export const print = vi.fn();

/** The functions of a program that talk to the model. */
export interface Functions {
  json(messages: readonly object[]): Promise<Record<string, unknown>>;
  text(messages: readonly object[]): Promise<string>;
  readonly programTools: ProgramTools;
}

/** What has been sent. */
export interface Request {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly method: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly body: {
    readonly model: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly response_format?: { readonly json_schema: { readonly schema: object } };
  };
}

const SECTIONS = `${JSON_SECTION}\n${writeTextSection('a"b')}`;

/** The functions of a program in an environment. */
export const load = (env: Record<string, string> = {}): Functions =>
  evaluateWithTools(SECTIONS, "{ json, text, programTools }", { env, sendRequest, sleep, print });

/** A response. */
export const respond = (body: string, status = 200, retryAfter: number | null = null): object => ({
  status,
  body,
  retryAfter,
});

/** A response in which the model says something. */
export const complete = (content: unknown): object =>
  respond(JSON.stringify({ choices: [{ message: { role: "assistant", content } }] }));

/** Lets the model say something from now on. */
export const answer = (content: unknown): void => {
  sendRequest.mockImplementation(async () => complete(content));
};

/** The last request. */
export const lastRequest = (): Request => {
  const [url, { body, ...options }] = sendRequest.mock.lastCall ?? [];
  return { ...options, url, body: JSON.parse(body) };
};
