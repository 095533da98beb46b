import * as listenFunctions from "../../../src/function/listen-runs";
import { describeListenFunctions } from "./listen-functions";

describeListenFunctions(
  listenFunctions,
  {
    listenDoneBacktest: "doneBacktestSubject",
    listenDoneLive: "doneLiveSubject",
    listenDoneWalker: "doneWalkerSubject",
    listenBacktestProgress: "progressBacktestEmitter",
    listenWalkerProgress: "progressWalkerEmitter",
    listenOptimizerProgress: "progressOptimizerEmitter",
    listenPerformance: "performanceEmitter",
    listenWalker: "walkerEmitter",
    listenWalkerComplete: "walkerCompleteSubject",
  },
  {
    listenDoneBacktestOnce: "doneBacktestSubject",
    listenDoneLiveOnce: "doneLiveSubject",
    listenDoneWalkerOnce: "doneWalkerSubject",
    listenWalkerOnce: "walkerEmitter",
  },
);
