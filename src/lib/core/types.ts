/** One symbol per service: what `inject` and `provide` agree on. */
export const TYPES = {
  loggerService: Symbol("loggerService"),

  executionContextService: Symbol("executionContextService"),
  methodContextService: Symbol("methodContextService"),
  settingsContextService: Symbol("settingsContextService"),

  exchangeSchemaService: Symbol("exchangeSchemaService"),
  strategySchemaService: Symbol("strategySchemaService"),
  frameSchemaService: Symbol("frameSchemaService"),
  riskSchemaService: Symbol("riskSchemaService"),
  sizingSchemaService: Symbol("sizingSchemaService"),
  walkerSchemaService: Symbol("walkerSchemaService"),
  optimizerSchemaService: Symbol("optimizerSchemaService"),

  exchangeValidationService: Symbol("exchangeValidationService"),
  strategyValidationService: Symbol("strategyValidationService"),
  frameValidationService: Symbol("frameValidationService"),
  riskValidationService: Symbol("riskValidationService"),
  sizingValidationService: Symbol("sizingValidationService"),
  walkerValidationService: Symbol("walkerValidationService"),
  optimizerValidationService: Symbol("optimizerValidationService"),
  columnValidationService: Symbol("columnValidationService"),

  exchangeConnectionService: Symbol("exchangeConnectionService"),
  strategyConnectionService: Symbol("strategyConnectionService"),
  frameConnectionService: Symbol("frameConnectionService"),
  riskConnectionService: Symbol("riskConnectionService"),
  partialConnectionService: Symbol("partialConnectionService"),
  sizingConnectionService: Symbol("sizingConnectionService"),
  optimizerConnectionService: Symbol("optimizerConnectionService"),

  exchangeGlobalService: Symbol("exchangeGlobalService"),
  strategyGlobalService: Symbol("strategyGlobalService"),
  frameGlobalService: Symbol("frameGlobalService"),
  riskGlobalService: Symbol("riskGlobalService"),
  partialGlobalService: Symbol("partialGlobalService"),
  sizingGlobalService: Symbol("sizingGlobalService"),
  optimizerGlobalService: Symbol("optimizerGlobalService"),

  optimizerTemplateService: Symbol("optimizerTemplateService"),

  strategyPersistence: Symbol("strategyPersistence"),
  riskPersistence: Symbol("riskPersistence"),
  partialPersistence: Symbol("partialPersistence"),

  runCollector: Symbol("runCollector"),
  backtestMarkdownService: Symbol("backtestMarkdownService"),
  liveMarkdownService: Symbol("liveMarkdownService"),
  scheduleMarkdownService: Symbol("scheduleMarkdownService"),
  partialMarkdownService: Symbol("partialMarkdownService"),
  riskMarkdownService: Symbol("riskMarkdownService"),
  performanceMarkdownService: Symbol("performanceMarkdownService"),
  heatMarkdownService: Symbol("heatMarkdownService"),
  walkerMarkdownService: Symbol("walkerMarkdownService"),
  outlineMarkdownService: Symbol("outlineMarkdownService"),

  runRegistryService: Symbol("runRegistryService"),
  backtestLogicService: Symbol("backtestLogicService"),
  liveLogicService: Symbol("liveLogicService"),
  walkerLogicService: Symbol("walkerLogicService"),
} as const;
