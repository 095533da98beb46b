import { describe, expect, it } from "vitest";
import { DEFAULT_SEED, parseDemoArguments } from "../../../docs/examples/demo-arguments";
import { InputError } from "../../../docs/examples/input-error";

describe("parseDemoArguments", () => {
  it.each([
    [[], { kind: "generated", seed: DEFAULT_SEED }],
    [["--seed", "12"], { kind: "generated", seed: 12 }],
    [["--candles", "a.csv", "--symbol", "BTCUSDT"], { kind: "file", path: "a.csv", symbol: "BTCUSDT" }],
    [["--symbol=ETH/USDT", "--candles=a.csv"], { kind: "file", path: "a.csv", symbol: "ETH/USDT" }],
    [["--help"], { kind: "help" }],
    [["--candles", "a.csv", "--help"], { kind: "help" }],
  ])("understands %j", (words, request) => {
    expect(parseDemoArguments(words)).toEqual(request);
  });

  it.each([
    [["--speed"], "Unknown option '--speed'"],
    [["file.csv"], "Unexpected argument 'file.csv'"],
    [["--candles"], "argument missing"],
    [["--candles", "--symbol", "BTCUSDT"], "argument is ambiguous"],
    [["--candles", "a.csv"], "--candles needs --symbol"],
    [["--candles=", "--symbol", "BTCUSDT"], "--candles needs the name of a file"],
    [
      ["--candles", "a.csv", "--symbol", "BTC USDT"],
      '--symbol must be a trading pair such as BTCUSDT, got "BTC USDT"',
    ],
    [["--candles", "a.csv", "--symbol", "BTCUSDT", "--seed", "1"], "--seed makes up a market"],
    [["--symbol", "BTCUSDT"], "--symbol needs --candles FILE"],
    [["--seed", "x"], '--seed must be a whole number of at most 10 digits, got "x"'],
    [["--help=yes"], "does not take an argument"],
  ])("refuses %j in one line", (words, problem) => {
    let caught: unknown;
    try {
      parseDemoArguments(words);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    expect(caught).toHaveProperty("message", expect.stringContaining(problem));
    expect(caught).toHaveProperty("message", expect.not.stringContaining("\n"));
  });
});
