/** A mistake in what the user gave the example: its message is the one line that is shown. */
export class InputError extends Error {
  public override readonly name = "InputError";
}
