import nodeCrypto from "node:crypto";
import nodeFs from "node:fs";
import nodePath from "node:path";
import { vi } from "vitest";
import { HTTP_REQUEST } from "../../src/lib/services/template/http-request";
import { TOOL_NAMES, TOOL_PARTS } from "../../src/lib/services/template/program-tools";
import { evaluateSection } from "./evaluate-section";

type Message = { readonly role: string; readonly content: string };

/** What the parts of a program share, as far as tests call it themselves. */
export interface ProgramTools {
  askForSignal(
    strategyName: string,
    messages: readonly object[],
    parts: {
      readonly json: (messages: readonly object[]) => unknown;
      readonly dumpJson: (id: string, messages: readonly object[], answer: unknown) => unknown;
    },
  ): Promise<unknown>;
  noteStrategy(strategyName: string, text: string, leftOut?: number): void;
  watchCandles(onLost: () => unknown): Promise<void>;
  readonly problems: Map<string, { readonly count: number; readonly message: string }>;
  readonly sentConversations: WeakMap<object, readonly Message[]>;
  readonly strategyNotes: Map<
    string,
    { readonly text: string; readonly asked: number; readonly answered: number }
  >;
}

/** What stands in for the world around the tools. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly sendRequest?: (url: string, options: object) => unknown;
  readonly sleep?: (pauseMs: number) => unknown;
  /** Takes what goes to the screen as an error. */
  readonly print?: (line: string) => void;
  /** What the program imports of the package, besides its settings. */
  readonly kit?: Readonly<Record<string, unknown>>;
}

/** What sends is a part of its own, so that tests need no server. */
const TOOLS = TOOL_PARTS.filter((part) => part !== HTTP_REQUEST).join("\n");

/**
 * Runs parts of a generated program behind the tools they use.
 * @param code - the parts
 * @param results - an expression of what to take out of them
 */
export const evaluateWithTools = <Result>(
  code: string,
  results: string,
  { env = {}, sendRequest = vi.fn(), sleep = vi.fn(), print = vi.fn(), kit = {} }: Surroundings,
): Result => {
  const output = { on: vi.fn() };
  const all = `${TOOLS}\nconst programTools = { ${TOOL_NAMES.join(", ")} };\n${code}`;
  return evaluateSection(all, results, {
    kit: { getConfig: () => ({}), getDefaultConfig: () => ({}), setConfig: vi.fn(), ...kit },
    nodeCrypto,
    nodeFs,
    nodePath,
    nodeTimers: { promises: { setTimeout: sleep } },
    sendRequest,
    console: { error: print, warn: print },
    process: { env, stdout: output, stderr: output },
  });
};

/** The tools by themselves. */
export const loadTools = (surroundings: Surroundings = {}): ProgramTools =>
  evaluateWithTools("", "programTools", surroundings);
