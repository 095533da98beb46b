import nodeAsyncHooks from "node:async_hooks";
import nodeCrypto from "node:crypto";
import nodeFs from "node:fs";
import nodePath from "node:path";
import { vi } from "vitest";
import { HTTP_REQUEST } from "../../src/lib/services/template/http-request";
import { TOOL_NAMES, TOOL_PARTS } from "../../src/lib/services/template/program-tools";
import { evaluateSection } from "./evaluate-section";

type Message = { readonly role: string; readonly content: string };

/** How a comparison ended, as the tools tell it. */
export interface Ending {
  readonly isWhole: boolean;
  readonly tried: ReadonlySet<string>;
  readonly cutShort: ReadonlySet<string>;
  readonly tooFewAnswers: ReadonlySet<string>;
  readonly tooFewCandles: ReadonlySet<string>;
}

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
  askModel(messages?: readonly object[]): Promise<string>;
  onEnd(tell: (ending: Ending) => unknown): void;
  readAddress(name: string, byDefault: string): string;
  watchCandles(): Promise<void>;
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
  /** What it finds of its process, besides its environment; has the exit code behind it. */
  readonly process?: Record<string, unknown>;
  /** What takes the place of functions of Node that read and write files. */
  readonly files?: Readonly<Record<string, unknown>>;
}

/** What tests look at within the tools. */
const INNER_NAMES = ["problems"];

/** A call of `process.exit`. */
export class ProcessExit extends Error {}

const exit = (code: number): never => {
  throw new ProcessExit(`exit ${code}`);
};

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
  {
    env = {},
    sendRequest = vi.fn(),
    sleep = vi.fn(),
    print = vi.fn(),
    kit = {},
    process = {},
    files = {},
  }: Surroundings,
): Result => {
  const output = { on: vi.fn(), write: (_text: string, done: () => void) => done() };
  const all = `${TOOLS}\nconst programTools = { ${[...TOOL_NAMES, ...INNER_NAMES].join(", ")} };\n${code}`;
  return evaluateSection(all, results, {
    kit: {
      getConfig: () => ({}),
      getDefaultConfig: () => ({}),
      setConfig: vi.fn(),
      listenBacktestProgress: vi.fn(),
      listenWalkerProgress: vi.fn(),
      listenWalkerComplete: vi.fn(),
      listenError: vi.fn(),
      listenExit: vi.fn(),
      listFrames: () => Promise.resolve([]),
      ...kit,
    },
    nodeAsyncHooks,
    nodeCrypto,
    // The folder for conversations is not made in that of the project.
    nodeFs: { ...nodeFs, mkdirSync: vi.fn(), accessSync: vi.fn(), ...files },
    nodePath,
    nodeTimers: { promises: { setTimeout: sleep } },
    sendRequest,
    console: { error: print, warn: print },
    process: Object.assign(process, {
      ...{ env, stdout: output, stderr: output, exit, on: vi.fn(), once: vi.fn() },
      ...process,
    }),
  });
};

/** The tools by themselves. */
export const loadTools = (surroundings: Surroundings = {}): ProgramTools =>
  evaluateWithTools("", "programTools", surroundings);
