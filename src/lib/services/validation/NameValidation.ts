import { NotFoundError } from "../../../errors/NotFoundError";
import { describeValue } from "../../../utils/describe-value";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { LoggerService } from "../base/LoggerService";
import type { SchemaKind } from "../schema/SchemaRegistry";

/** What a name check asks of a registry. */
export interface NameRegistry {
  readonly kind: SchemaKind;
  has(name: string): boolean;
}

/**
 * Answers whether a name is registered. Asks the registry each time: a look-up in a map is faster than a cache of
 * answers, and a name that was unknown a moment ago may be known now.
 */
export abstract class NameValidation {
  public readonly loggerService = inject<LoggerService>(TYPES.loggerService);

  /** Where the names are kept. */
  protected abstract readonly registry: NameRegistry;

  /**
   * Checks that a name is registered.
   * @param name - any text
   * @param source - who asks, such as `BacktestUtils.run`; part of the message
   * @throws NotFoundError `NAME_UNKNOWN`
   */
  public validate(name: string, source: string): void {
    const { kind } = this.registry;
    if (this.loggerService.isHeard) {
      this.loggerService.log(`${kind}ValidationService validate`, { name, source });
    }
    if (!this.registry.has(name)) {
      throw new NotFoundError("NAME_UNKNOWN", `${kind} ${describeValue(name)} not found source=${source}`);
    }
  }
}
