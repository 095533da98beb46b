import { getSettings } from "../../../config/params";
import type { GlobalConfig } from "../../../interfaces/Config.interface";
import type { IMethodContext } from "../../../interfaces/Context.interface";
import { inject } from "../../core/di";
import { TYPES } from "../../core/types";
import type { MethodContextService } from "./MethodContextService";

/** Which settings are in force: a back-test keeps those of its start, everything else reads the current ones. */
export class SettingsContextService {
  public readonly methodContextService = inject<MethodContextService>(TYPES.methodContextService);

  /** Keyed by the method context of the run, so that a run that is gone holds nothing. */
  private readonly pinned = new WeakMap<IMethodContext, Readonly<GlobalConfig>>();
  /** What was found last: a run asks several times in every tick. */
  private last: { readonly context: IMethodContext; readonly settings: Readonly<GlobalConfig> } | null = null;

  /**
   * Keeps settings for everything that runs inside the method context.
   * @param context - the very object the run was started with
   * @param settings - those in force now by default
   */
  public pin(context: IMethodContext, settings: Readonly<GlobalConfig> = getSettings()): void {
    this.pinned.set(context, settings);
    this.last = null;
  }

  /** The settings of the running back-test, or the current ones. */
  public getSettings(): Readonly<GlobalConfig> {
    const context = this.methodContextService.peekContext();
    return context === undefined ? getSettings() : this.find(context);
  }

  private find(context: IMethodContext): Readonly<GlobalConfig> {
    if (this.last?.context === context) {
      return this.last.settings;
    }
    const settings = this.pinned.get(context);
    if (settings === undefined) {
      return getSettings();
    }
    this.last = { context, settings };
    return settings;
  }
}
