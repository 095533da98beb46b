import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installBuiltPackage } from "../support/built-package";
import type { ModelQuestion, ModelReply } from "../support/fake-services";
import { runProgram, type ProgramResult, type Scenario } from "../support/run-program";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "generated-program-"));
  await installBuiltPackage(root);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const goLong = ({ price }: ModelQuestion): Record<string, unknown> => ({
  position: "long",
  note: "the wave turns",
  priceOpen: price,
  priceTakeProfit: price * 1.015,
  priceStopLoss: price * 0.97,
  minuteEstimatedTime: 30,
});

const answerWell = (question: ModelQuestion): ModelReply => ({ content: JSON.stringify(goLong(question)) });

describe("well", () => {
  it("x", async () => {
    const r = await runProgram(root, { answerModel: answerWell });
    console.log(
      r.exitCode,
      r.stdout,
      r.stderr,
      r.files.filter((f) => f.endsWith(".md") && !f.includes("strategy/")),
      r.files.length,
      r.services.questions.length,
      r.services.candleQueries.length,
    );
  });
});
