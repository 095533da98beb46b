import type {
  IOptimizerFetchArgs,
  IOptimizerRange,
  IOptimizerSchema,
  IOptimizerSource,
} from "../interfaces/Optimizer.interface";
import { isAsyncIterable } from "../utils/async-iterable";

/** A period, ms. Dates are made anew for whoever gets them, since nobody keeps user code from changing a date. */
export interface IPeriod {
  readonly start: number;
  readonly end: number;
}

/** A source under the one name it has everywhere. */
export interface INamedSource {
  readonly name: string;
  /** How messages call it: a source without a name of its own by its place. */
  readonly label: string;
  /** Gives a page, or something that can be iterated; `undefined` where `iterable` is set. */
  readonly fetch: ((args: IOptimizerFetchArgs) => unknown) | undefined;
  readonly iterable: AsyncIterable<unknown> | undefined;
  readonly user: IOptimizerSource["user"];
  readonly assistant: IOptimizerSource["assistant"];
}

/** What a call works through. A schema that changes meanwhile changes the next call. */
export interface IOptimizerPlan {
  readonly trainPeriods: readonly IPeriod[];
  readonly testPeriod: IPeriod;
  readonly sources: readonly INamedSource[];
}

type Source = IOptimizerSchema["source"][number];

const NAMELESS = "unknown";

/** The name of an object, the name of a function, or none: both have it in the same place. */
const readName = (source: Source): string => {
  const name: unknown = Reflect.get(source, "name");
  return typeof name === "string" && name.trim() !== "" ? name : NAMELESS;
};

const hasFetch = (source: Source): source is IOptimizerSource =>
  typeof source === "object" && "fetch" in source;

const toNamedSource = (source: Source, index: number): INamedSource => {
  const name = readName(source);
  const label = name === NAMELESS ? `source[${index}] (${NAMELESS})` : `source ${name}`;
  if (typeof source === "function") {
    return { name, label, fetch: source, iterable: undefined, user: undefined, assistant: undefined };
  }
  if (!hasFetch(source)) {
    return { name, label, fetch: undefined, iterable: source, user: undefined, assistant: undefined };
  }
  const { fetch, user, assistant } = source;
  // Methods may need their `this`.
  return {
    name,
    label,
    fetch: typeof fetch === "function" ? (args) => fetch.call(source, args) : undefined,
    iterable: typeof fetch !== "function" && isAsyncIterable(fetch) ? fetch : undefined,
    user: user?.bind(source),
    assistant: assistant?.bind(source),
  };
};

const toPeriod = ({ startDate, endDate }: IOptimizerRange): IPeriod => ({
  start: startDate.getTime(),
  end: endDate.getTime(),
});

/** What there is to do, as the schema says it now. */
export const createPlan = ({ rangeTrain, rangeTest, source }: IOptimizerSchema): IOptimizerPlan => ({
  trainPeriods: rangeTrain.map(toPeriod),
  testPeriod: toPeriod(rangeTest),
  sources: source.map(toNamedSource),
});
