import * as listenFunctions from "../../../src/function/listen-signals";
import { describeListenFunctions } from "./listen-functions";

describeListenFunctions(
  listenFunctions,
  {
    listenSignal: "signalEmitter",
    listenSignalBacktest: "signalBacktestEmitter",
    listenSignalLive: "signalLiveEmitter",
    listenPartialProfit: "partialProfitSubject",
    listenPartialLoss: "partialLossSubject",
    listenRisk: "riskSubject",
  },
  {
    listenSignalOnce: "signalEmitter",
    listenSignalBacktestOnce: "signalBacktestEmitter",
    listenSignalLiveOnce: "signalLiveEmitter",
    listenPartialProfitOnce: "partialProfitSubject",
    listenPartialLossOnce: "partialLossSubject",
    listenRiskOnce: "riskSubject",
  },
);
