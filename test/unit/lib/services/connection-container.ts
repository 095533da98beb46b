import { vi } from "vitest";
import type { IRunCollector } from "../../../../src/interfaces/Collector.interface";
import type { IPartialPersistence } from "../../../../src/interfaces/Partial.interface";
import type { IRiskPersistence } from "../../../../src/interfaces/Risk.interface";
import { init, inject, override } from "../../../../src/lib/core/di";
import { TYPES } from "../../../../src/lib/core/types";
import { FrameConnectionService } from "../../../../src/lib/services/connection/FrameConnectionService";
import { OptimizerConnectionService } from "../../../../src/lib/services/connection/OptimizerConnectionService";
import { PartialConnectionService } from "../../../../src/lib/services/connection/PartialConnectionService";
import { RiskConnectionService } from "../../../../src/lib/services/connection/RiskConnectionService";
import { SizingConnectionService } from "../../../../src/lib/services/connection/SizingConnectionService";
import { SettingsContextService } from "../../../../src/lib/services/context/SettingsContextService";
import { FrameGlobalService } from "../../../../src/lib/services/global/FrameGlobalService";
import { OptimizerGlobalService } from "../../../../src/lib/services/global/OptimizerGlobalService";
import { PartialGlobalService } from "../../../../src/lib/services/global/PartialGlobalService";
import { RiskGlobalService } from "../../../../src/lib/services/global/RiskGlobalService";
import { SizingGlobalService } from "../../../../src/lib/services/global/SizingGlobalService";
import { SILENT_COLLECTOR } from "../../../support/silent-collector";
import { createTemplate } from "../../../support/optimizer-template";
import { createRegistrationContainer } from "./registration-container";

/**
 * The services of risk profiles, milestones, frames, sizings and optimizers, empty at each call, with recorded stores.
 * @param collector - what the reports do with what they are given; nothing by default
 */
export const createConnectionContainer = (collector: Partial<IRunCollector> = {}) => {
  const riskPersistence = {
    read: vi.fn<IRiskPersistence["read"]>(() => Promise.resolve([])),
    write: vi.fn<IRiskPersistence["write"]>(() => Promise.resolve()),
    hold: vi.fn<IRiskPersistence["hold"]>(() => Promise.resolve()),
    letGo: vi.fn<IRiskPersistence["letGo"]>(() => Promise.resolve(true)),
  };
  const partialPersistence = {
    read: vi.fn<IPartialPersistence["read"]>(() => Promise.resolve({})),
    write: vi.fn<IPartialPersistence["write"]>(() => Promise.resolve()),
  };
  const registration = createRegistrationContainer();
  override(TYPES.settingsContextService, new SettingsContextService());
  override(TYPES.runCollector, { ...SILENT_COLLECTOR, ...collector });
  override(TYPES.riskPersistence, riskPersistence);
  override(TYPES.partialPersistence, partialPersistence);
  override(TYPES.riskConnectionService, new RiskConnectionService());
  override(TYPES.partialConnectionService, new PartialConnectionService());
  override(TYPES.frameConnectionService, new FrameConnectionService());
  override(TYPES.sizingConnectionService, new SizingConnectionService());
  override(TYPES.riskGlobalService, new RiskGlobalService());
  override(TYPES.partialGlobalService, new PartialGlobalService());
  override(TYPES.frameGlobalService, new FrameGlobalService());
  override(TYPES.sizingGlobalService, new SizingGlobalService());
  override(TYPES.optimizerTemplateService, createTemplate());
  override(TYPES.optimizerConnectionService, new OptimizerConnectionService());
  override(TYPES.optimizerGlobalService, new OptimizerGlobalService());
  const services = {
    ...registration,
    riskPersistence,
    partialPersistence,
    riskConnectionService: inject<RiskConnectionService>(TYPES.riskConnectionService),
    partialConnectionService: inject<PartialConnectionService>(TYPES.partialConnectionService),
    frameConnectionService: inject<FrameConnectionService>(TYPES.frameConnectionService),
    sizingConnectionService: inject<SizingConnectionService>(TYPES.sizingConnectionService),
    riskGlobalService: inject<RiskGlobalService>(TYPES.riskGlobalService),
    partialGlobalService: inject<PartialGlobalService>(TYPES.partialGlobalService),
    frameGlobalService: inject<FrameGlobalService>(TYPES.frameGlobalService),
    sizingGlobalService: inject<SizingGlobalService>(TYPES.sizingGlobalService),
    optimizerConnectionService: inject<OptimizerConnectionService>(TYPES.optimizerConnectionService),
    optimizerGlobalService: inject<OptimizerGlobalService>(TYPES.optimizerGlobalService),
  };
  init();
  return services;
};
