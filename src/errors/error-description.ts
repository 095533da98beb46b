/** What a code means and what to do about it. The documentation page of error codes is generated from this table. */
export interface ErrorDescription {
  /** Name of the class that carries the code. */
  readonly errorClass: string;
  /** What has happened. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}
