import type { IOptimizerTemplate, IProgramFrame } from "../interfaces/Optimizer.interface";
import { createNamePrefix } from "../utils/name-prefix";
import type { OptimizerCall } from "./optimizer-call";
import type { IPeriod } from "./optimizer-plan";

const FRAME_INTERVAL = "1m";
const STRATEGY_INTERVAL = "5m";

/** The sections of a program, in order, each followed by an empty line. */
class ProgramText {
  private readonly lines: string[] = [];

  public constructor(private readonly call: OptimizerCall) {}

  public async add(part: keyof IOptimizerTemplate, make: () => string | Promise<string>): Promise<void> {
    const section = await this.call.askText("OPTIMIZER_TEXT_FAILED", `${part} of the template`, make);
    this.addSection(section);
  }

  public addSection(section: string): void {
    this.lines.push(section, "");
  }

  public join(): string {
    return this.lines.join("\n");
  }
}

/**
 * Writes the program that compares the strategies a call has made on the period for that. The same optimizer, symbol and
 * strategies give the same program.
 * @param frame - what stands in every program
 * @throws OptimizerError `OPTIMIZER_TEXT_FAILED`
 */
export const assembleCode = async (call: OptimizerCall, frame: IProgramFrame): Promise<string> => {
  const { symbol, template, plan } = call;
  const program = new ProgramText(call);
  const prefix = createNamePrefix(call.params.schema.optimizerName, symbol);
  const exchangeName = `${prefix}_exchange`;
  const walkerName = `${prefix}_walker`;
  const testFrameName = `${prefix}_test_frame`;
  const addFrame = (frameName: string, { start, end }: IPeriod): Promise<void> =>
    program.add("getFrameTemplate", () =>
      template.getFrameTemplate(symbol, frameName, FRAME_INTERVAL, new Date(start), new Date(end)),
    );

  await program.add("getTopBanner", () => template.getTopBanner(symbol));
  program.addSection(frame.tools);
  await program.add("getJsonDumpTemplate", () => template.getJsonDumpTemplate(symbol));
  await program.add("getTextTemplate", () => template.getTextTemplate(symbol));
  await program.add("getJsonTemplate", () => template.getJsonTemplate(symbol));
  await program.add("getExchangeTemplate", () => template.getExchangeTemplate(symbol, exchangeName));
  for (const [index, period] of plan.trainPeriods.entries()) {
    await addFrame(`${prefix}_train_frame-${index + 1}`, period);
  }
  await addFrame(testFrameName, plan.testPeriod);
  const strategyNames: string[] = [];
  for (const [index, { strategy }] of call.strategies.entries()) {
    const strategyName = `${prefix}_strategy-${index + 1}`;
    strategyNames.push(strategyName);
    await program.add("getStrategyTemplate", () =>
      template.getStrategyTemplate(strategyName, STRATEGY_INTERVAL, strategy),
    );
  }
  await program.add("getWalkerTemplate", () =>
    template.getWalkerTemplate(walkerName, exchangeName, testFrameName, strategyNames),
  );
  program.addSection(frame.launchPreparation);
  await program.add("getLauncherTemplate", () => template.getLauncherTemplate(symbol, walkerName));
  return program.join();
};
