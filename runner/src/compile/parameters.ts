import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Parameter } from "./plan.ts";

/** The bound values of one statement, in the order of their placeholders. */
export class ParameterList {
  readonly #bound: Parameter[] = [];
  readonly #most: number;

  /** @param most The most that the warehouse takes in one statement. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Binds a value and gives the SQL that stands for it, cast to `type`. Errors: compile-value, compile-too-many-values. */
  bind(value: string, type: string, pii = false): string {
    checkText(value, "A value of the filter");
    if (this.#bound.length === this.#most) {
      throw new DatafeedError(
        "compile-too-many-values",
        `The query binds more than ${this.#most} values, the most that the warehouse takes.`,
        {
          hint: "Filter by fewer values.",
        },
      );
    }
    this.#bound.push(Object.freeze({ value, type, pii }));
    return `$${this.#bound.length}::${type}`;
  }

  get bound(): readonly Parameter[] {
    return Object.freeze([...this.#bound]);
  }
}

/** Refuses text that is no UTF-8, or that warehouses can't hold. Error: compile-value, without the text: it may be personal. */
export function checkText(text: string, what: string): void {
  if (text.includes("\0") || !text.isWellFormed()) {
    const found = text.includes("\0") ? "a NUL character" : "half of a surrogate pair";
    throw new DatafeedError("compile-value", `${what} holds ${found}, which no text in a warehouse can hold.`, {
      hint: "Remove the character.",
    });
  }
}
