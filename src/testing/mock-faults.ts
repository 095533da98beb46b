import { MockError } from "../errors/MockError";
import { getClock } from "../utils/clock";
import { formatInstant } from "../utils/format-instant";
import type { MockExchangeCall } from "./mock-call";
import { checkFault, checkScope } from "./mock-fault-checks";
import type { MockFault, MockFaultHandle, MockFaultScope } from "./mock-fault-types";

const describeCall = ({ symbol, interval, since, limit }: MockExchangeCall): string =>
  `symbol=${symbol} interval=${interval} since=${formatInstant(since)} limit=${limit}`;

/** A fault in force, and the calls that hang in it. */
export class ActiveFault implements MockFaultHandle {
  private hitCount = 0;
  private isReleased = false;
  private readonly waiting = new Set<() => void>();

  public constructor(
    public readonly fault: MockFault,
    private readonly scope: MockFaultScope,
    private readonly forget: (fault: ActiveFault) => void,
  ) {}

  public get hits(): number {
    return this.hitCount;
  }

  public release(): void {
    this.isReleased = true;
    this.forget(this);
    const released = [...this.waiting];
    this.waiting.clear();
    for (const goOn of released) {
      goOn();
    }
  }

  /** Whether it is for a call; if so, that is a hit. */
  public meets(call: MockExchangeCall): boolean {
    const { calls = Infinity, from = -Infinity, until = Infinity, symbol, matches } = this.scope;
    const isMet =
      this.hitCount < calls &&
      from <= call.instant &&
      call.instant < until &&
      (symbol === undefined || symbol === call.symbol) &&
      (matches === undefined || matches(call));
    this.hitCount += isMet ? 1 : 0;
    return isMet;
  }

  /**
   * Waits as long as the fault wants a call to wait.
   * @throws MockError `MOCK_FAULT` when the call is told to fail, or is given up while it hangs
   */
  public async holdUp(call: MockExchangeCall, signal: AbortSignal | undefined): Promise<void> {
    switch (this.fault.kind) {
      case "throw":
        throw this.createError(call);
      case "hang":
        await this.wait(call, this.fault.until, signal);
        return;
      case "slow":
        await this.wait(call, getClock().now() + this.fault.ms, signal);
        return;
      default:
    }
  }

  /** What a call that is told to fail throws. */
  public createError(call: MockExchangeCall): Error {
    const given = this.fault.kind === "throw" ? this.fault.error : undefined;
    return (
      given ?? new MockError("MOCK_FAULT", `mock exchange: this call fails on demand (${describeCall(call)})`)
    );
  }

  private async wait(
    call: MockExchangeCall,
    until: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.isReleased) {
      return;
    }
    let stopWaiting = (): void => undefined;
    const pending = new Promise<void>((resolve) => {
      stopWaiting = resolve;
    });
    this.waiting.add(stopWaiting);
    signal?.addEventListener("abort", stopWaiting);
    const clock = getClock();
    const timer = until === undefined ? null : clock.setTimer(stopWaiting, until - clock.now(), true);
    if (signal?.aborted !== true) {
      await pending;
    }
    timer?.cancel();
    signal?.removeEventListener("abort", stopWaiting);
    this.waiting.delete(stopWaiting);
    if (signal?.aborted === true) {
      throw new MockError(
        "MOCK_FAULT",
        `mock exchange: this call was given up while it waited (${describeCall(call)})`,
      );
    }
  }
}

/** The faults in force, in the order they were added. */
export class FaultList {
  private readonly active = new Set<ActiveFault>();

  /** @throws MockError `MOCK_INVALID` */
  public add(fault: MockFault, scope: MockFaultScope): MockFaultHandle {
    checkFault(fault);
    checkScope(scope);
    const added = new ActiveFault({ ...fault }, { ...scope }, (released) => {
      this.active.delete(released);
    });
    this.active.add(added);
    return added;
  }

  public clear(): void {
    for (const fault of [...this.active]) {
      fault.release();
    }
  }

  /** The faults that meet a call. */
  public meet(call: MockExchangeCall): ActiveFault[] {
    return [...this.active].filter((fault) => fault.meets(call));
  }
}
