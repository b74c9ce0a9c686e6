/** A value that has no canonical text. `reason` completes "holds …" and never shows the value, which may be personal data. */
export class NotCanonical extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.name = "NotCanonical";
    this.reason = reason;
  }
}
