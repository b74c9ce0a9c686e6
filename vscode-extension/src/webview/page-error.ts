import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { PageError } from "./protocol.ts";

/** A failure as people read it: code, sentence, what to do. */
export function pageError(error: unknown): PageError {
  if (error instanceof DatafeedError) {
    return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  return { code: "unexpected", message: messageOf(error) };
}

/** What went wrong, and what to do. */
export function sentenceOf({ message, hint }: Omit<PageError, "code">): string {
  const sentence = /[.!?:…]$/.test(message) ? message : `${message}.`;
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}
