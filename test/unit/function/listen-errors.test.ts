import * as listenFunctions from "../../../src/function/listen-errors";
import { describeListenFunctions } from "./listen-functions";

describeListenFunctions(listenFunctions, {
  listenError: "errorEmitter",
  listenExit: "exitEmitter",
  listenValidation: "validationSubject",
});
