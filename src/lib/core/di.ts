import { createActivator } from "di-kit";

/** The container of this library: `provide` registers, `inject` asks, `init` connects, `override` replaces in tests. */
export const { provide, inject, init, override } = createActivator("backtest-connection-kit");
