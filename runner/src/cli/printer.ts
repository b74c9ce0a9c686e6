/** How a verb answers: people read text on stdout, programs read JSON there; progress and notes go to stderr. */
export type OutputFormat = "text" | "json";

/** One line or block for people; nothing with `--format json`. */
export function say(format: OutputFormat, text: string): void {
  if (format === "text") process.stdout.write(`${text}\n`);
}

/** The verb's whole answer for programs: one JSON value, indented. Nothing with `--format text`. */
export function answerJson(format: OutputFormat, value: unknown): void {
  if (format === "json") process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** A remark beside the answer, on stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
