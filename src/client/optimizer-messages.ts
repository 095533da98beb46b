import type { IOptimizerData, IOptimizerStrategy } from "../interfaces/Optimizer.interface";
import type { OptimizerCall } from "./optimizer-call";
import type { INamedSource } from "./optimizer-plan";

const CODE = "OPTIMIZER_TEXT_FAILED";

const askUser = (call: OptimizerCall, source: INamedSource, rows: IOptimizerData[]): Promise<string> => {
  const { symbol, template } = call;
  const { name, label, user } = source;
  return user
    ? call.askText(CODE, `user of ${label}`, () => user(symbol, rows, name))
    : call.askText(CODE, `getUserMessage of the template, for ${label},`, () =>
        template.getUserMessage(symbol, rows, name),
      );
};

const askAssistant = (call: OptimizerCall, source: INamedSource, rows: IOptimizerData[]): Promise<string> => {
  const { symbol, template } = call;
  const { name, label, assistant } = source;
  return assistant
    ? call.askText(CODE, `assistant of ${label}`, () => assistant(symbol, rows, name))
    : call.askText(CODE, `getAssistantMessage of the template, for ${label},`, () =>
        template.getAssistantMessage(symbol, rows, name),
      );
};

const unwrap = (settled: PromiseSettledResult<string>): string => {
  if (settled.status === "rejected") {
    throw settled.reason;
  }
  return settled.value;
};

/**
 * What is said about the rows of a source: by the user, and by the model.
 * @returns the two messages
 * @throws OptimizerError `OPTIMIZER_TEXT_FAILED`, when both texts have settled
 */
export const createMessages = async (
  call: OptimizerCall,
  source: INamedSource,
  rows: IOptimizerData[],
): Promise<IOptimizerStrategy["messages"]> => {
  const [user, assistant] = await Promise.allSettled([
    askUser(call, source, rows),
    askAssistant(call, source, rows),
  ]);
  return [
    { role: "user", content: unwrap(user) },
    { role: "assistant", content: unwrap(assistant) },
  ];
};
