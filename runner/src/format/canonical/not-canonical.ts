/**
 * A value that has no canonical text. `reason` completes "holds …" and never shows the value, which may be personal data;
 * `hint` says what to do where that is not to take another type or value.
 */
export class NotCanonical extends Error {
  readonly reason: string;
  readonly hint: string | undefined;

  constructor(reason: string, hint?: string) {
    super(reason);
    this.name = "NotCanonical";
    this.reason = reason;
    this.hint = hint;
  }
}

/** A null where the template says that there is none. `path`: the keys to it, such as `channels[].name`. */
export class UnexpectedNull extends NotCanonical {
  readonly path: string;

  constructor(path: string) {
    super(`null at ${path}`);
    this.name = "UnexpectedNull";
    this.path = path;
  }
}
