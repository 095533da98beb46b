import { NotFoundError } from "../../../errors/NotFoundError";
import { RegistrationError } from "../../../errors/RegistrationError";
import { describeValue } from "../../../utils/describe-value";
import { toErrorMessage } from "../../../utils/error-message";
import { findUnreadableField } from "../../../utils/find-unreadable";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";

/** What is registered under a name. */
export type SchemaKind = "exchange" | "strategy" | "frame" | "risk" | "sizing" | "walker" | "optimizer";

/** A check of a schema, as much of it as a registry needs. */
export interface SchemaShape {
  /** The issues in the order of checks; none when the schema is sound. */
  safeParse(schema: unknown): {
    readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined;
  };
}

/** What sets one registry apart from the others. */
export interface SchemaRules {
  /** The word used in messages. */
  readonly kind: SchemaKind;
  /** What a message about a broken rule calls the object; `"schema"` by default. */
  readonly noun?: string;
  /** The field that holds the name of a schema. */
  readonly nameField: string;
  /**
   * The check of a schema. Only the first issue is shown, so the order of fields is the order of checks.
   * @param label - how a message names the schema, such as `frameName=january`
   */
  readonly createShape: (label: string) => SchemaShape;
}

const readField = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;

/**
 * What the `add*` functions have stored, by name and in order of registration. The one owner of names: nothing is
 * stored before it has passed every check, and a name is given once.
 *
 * Schemas are kept by reference. Names such as `toString` are as good as any other.
 */
export abstract class SchemaRegistry<T extends object> {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  private readonly schemas = new Map<string, T>();
  private readonly overrideListeners = new Set<(name: string) => void>();

  protected constructor(private readonly rules: SchemaRules) {}

  /** The word that messages use for what is registered here. */
  public get kind(): SchemaKind {
    return this.rules.kind;
  }

  /**
   * Stores a schema under its own name.
   * @param name - what its name field says
   * @param schema - kept by reference
   * @throws RegistrationError `SCHEMA_INVALID` for a schema that breaks a rule, `NAME_TAKEN` for a name that is in use;
   *   in both cases nothing is stored
   */
  public register(name: string, schema: T): void {
    this.loggerService.log(`${this.kind}SchemaService register`, { name });
    this.assertValid(name, schema);
    if (this.schemas.has(name)) {
      throw new RegistrationError("NAME_TAKEN", `${this.kind} ${name} already exist`);
    }
    this.schemas.set(name, schema);
  }

  /**
   * Puts another schema in the place of a registered one. Whoever keeps a client made from the old one is told, through
   * {@link SchemaRegistry.onOverride}.
   * @param name - what its name field says
   * @param schema - kept by reference
   * @throws RegistrationError `SCHEMA_INVALID`, the old schema stays; NotFoundError `NAME_UNKNOWN` when there is
   *   nothing to replace
   */
  public override(name: string, schema: T): void {
    this.loggerService.log(`${this.kind}SchemaService override`, { name });
    this.assertValid(name, schema);
    this.get(name);
    this.schemas.set(name, schema);
    this.overrideListeners.forEach((listener) => listener(name));
  }

  /**
   * Attaches a listener for the life of the process.
   * @param listener - is told the name of every schema that another one has replaced
   */
  public onOverride(listener: (name: string) => void): void {
    this.overrideListeners.add(listener);
  }

  /**
   * Whether a name is registered.
   * @param name - any text
   */
  public has(name: string): boolean {
    return this.schemas.has(name);
  }

  /**
   * The schema of a name, as it was given.
   * @param name - name of a registered schema
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public get(name: string): T {
    const schema = this.schemas.get(name);
    if (schema === undefined) {
      throw new NotFoundError(
        "NAME_UNKNOWN",
        `${this.kind} is not registered name=${describeValue(name)} registryName=${this.kind}Schema: add it first, or correct the name`,
      );
    }
    return schema;
  }

  /**
   * Checks a registered schema again: it is kept by reference, so anybody may have changed it since.
   * @param name - under which it is registered
   * @param schema - as it was given
   * @throws RegistrationError `SCHEMA_INVALID`
   */
  public recheck(name: string, schema: T): void {
    this.assertValid(name, schema);
  }

  /** All schemas in order of registration: a new array of the objects that were given. */
  public list(): T[] {
    return [...this.schemas.values()];
  }

  /** A getter of the schema that throws breaks a rule like any other. */
  private assertValid(name: string, schema: T): void {
    let problem: string | undefined;
    try {
      problem = this.findProblem(name, schema);
    } catch (cause) {
      const field = findUnreadableField(schema) ?? "a field";
      throw this.createRefusal(`${field} cannot be read: ${toErrorMessage(cause)}`, cause);
    }
    if (problem !== undefined) {
      throw this.createRefusal(problem);
    }
  }

  private findProblem(name: string, schema: T): string | undefined {
    const { nameField, createShape } = this.rules;
    const ownName = readField(schema, nameField);
    if (typeof ownName !== "string" || ownName.trim() === "") {
      return `missing ${nameField}`;
    }
    const issue = createShape(`${nameField}=${ownName}`).safeParse(schema).error?.issues[0];
    if (issue !== undefined) {
      return issue.message;
    }
    return ownName === name
      ? undefined
      : `${nameField}=${ownName} cannot be registered as ${describeValue(name)}`;
  }

  private createRefusal(problem: string, cause?: unknown): RegistrationError {
    const { kind, noun = "schema" } = this.rules;
    return new RegistrationError("SCHEMA_INVALID", `${kind} ${noun} validation failed: ${problem}`, {
      cause,
    });
  }
}
