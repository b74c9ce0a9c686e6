import { vi } from "vitest";

export interface Patience {
  /** For the error of what never is so: what a process wrote. */
  readonly said?: readonly string[];
  readonly mostMs?: number;
}

/**
 * What is asked for, when it is so: for what tells nobody that it has changed. A question that fails is asked again. Errors: when it
 * takes too long, with the last answer.
 */
export function until<Value>(
  ask: () => Value | Promise<Value>,
  isSo: (value: Value) => boolean,
  { said = [], mostMs = 120_000 }: Patience = {},
): Promise<Value> {
  return vi.waitFor(
    async () => {
      const value = await ask();
      if (!isSo(value)) throw new Error(`it never came to that: ${JSON.stringify(value)}\n${said.join("\n")}`);
      return value;
    },
    { timeout: mostMs, interval: 100 },
  );
}
