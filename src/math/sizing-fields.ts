import type {
  ISizingCallbacks,
  ISizingSchemaATR,
  ISizingSchemaFixedPercentage,
  ISizingSchemaKelly,
} from "../interfaces/Sizing.interface";
import { findUnknownName, listInheritedFields, type IUnknownName } from "../utils/known-names";
import { findNearestName } from "../utils/nearest-name";

type SizingField = keyof ISizingSchemaFixedPercentage | keyof ISizingSchemaKelly | keyof ISizingSchemaATR;

/** Those of all methods. Written as an object, so that the compiler misses a field that is not here. */
const FIELDS: Readonly<Record<SizingField, true>> = {
  sizingName: true,
  method: true,
  riskPercentage: true,
  kellyMultiplier: true,
  atrMultiplier: true,
  maxPositionPercentage: true,
  minPositionSize: true,
  maxPositionSize: true,
  note: true,
  callbacks: true,
};

const NAMES = Object.keys(FIELDS);

/** What the callbacks of a sizing are called. */
export const SIZING_CALLBACKS = ["onCalculate"] as const satisfies readonly (keyof ISizingCallbacks)[];

/** The words that its numbers are called by. */
const NUMBER_WORDS: readonly string[] = [
  "risk",
  "percent",
  "percentage",
  "kelly",
  "multiplier",
  "atr",
  "max",
  "min",
  "position",
  "size",
];

const splitWords = (name: string): string[] => name.split(/_|(?=[A-Z])/).map((word) => word.toLowerCase());

const isPlain = (schema: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(schema);
  return prototype === Object.prototype || prototype === null;
};

/** Whether a name may be meant for a field of a sizing. */
const resemblesField = (name: string): boolean =>
  splitWords(name).some((word) => NUMBER_WORDS.includes(word)) || findNearestName(name, NAMES) !== undefined;

/**
 * The first field of a sizing's schema that no sizing has: a misspelt limit would be no limit. An instance of a class may have fields
 * of its own, as long as they do not look like one of a schema; what its class gives counts as well.
 * @param schema - what it has, whatever its method
 */
export const findUnknownSizingField = (schema: object): IUnknownName | undefined => {
  if (isPlain(schema)) {
    return findUnknownName(schema, NAMES);
  }
  const unknown =
    findUnknownName(schema, NAMES, resemblesField) ??
    findUnknownName(schema, NAMES, resemblesField, listInheritedFields(schema));
  return (
    unknown && {
      ...unknown,
      rule: `${unknown.rule}; if it is the class's own, give it another name or make it #${unknown.name}`,
    }
  );
};
