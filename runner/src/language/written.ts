import type { KeyTail, Suggestion } from "./suggestion.ts";
import { literalText, type ScalarPlace, scalarText } from "./yaml-text.ts";

/** What is written around a suggestion, and where it begins. */
export interface Frame {
  readonly before: string;
  readonly after: string;
  /** Whether the suggestion stands inside `[ ]` or `{ }`. */
  readonly flow: boolean;
  /** The column of the suggestion's first letter, in spaces. */
  readonly column: number;
}

interface Written {
  readonly text: string;
  readonly snippet: boolean;
}

/** A suggestion as YAML. */
export function written(suggestion: Suggestion, frame: Frame, quote: ScalarPlace["quote"]): Written {
  const { before, after, flow, column } = frame;
  const place = { flow, quote };
  if (suggestion.snippet !== undefined) {
    const indented = suggestion.snippet.replaceAll("\n", `\n${" ".repeat(column)}`).trimEnd();
    return { text: literalText(before) + indented + literalText(after), snippet: true };
  }
  if (suggestion.lines !== undefined) {
    const { first, indent, values } = suggestion.lines;
    const items = values.map((value) => `- ${scalarText(value, { flow: false })}`);
    return { text: first + items.join(`\n${" ".repeat(indent)}`), snippet: false };
  }
  const name = scalarText(suggestion.value ?? "", place);
  const tail = suggestion.tail === undefined ? { text: "", snippet: false } : tailText(suggestion.tail, frame);
  if (after === "" && !tail.snippet) return { text: before + name + tail.text, snippet: false };
  const rest = tail.snippet ? tail.text : literalText(tail.text);
  const stop = rest.includes("$") ? "" : "$0";
  return {
    text: literalText(before) + literalText(name) + rest + (after === "" ? "" : stop) + literalText(after),
    snippet: true,
  };
}

function tailText(tail: KeyTail, { flow, column }: Frame): Written {
  const below = `:\n${" ".repeat(column + 2)}`;
  if (tail === "value") return { text: ": ", snippet: false };
  if (tail === "list") return flow ? { text: ": [$0]", snippet: true } : { text: `${below}- `, snippet: false };
  if (tail === "map") return flow ? { text: ": { $0 }", snippet: true } : { text: below, snippet: false };
  if ("constant" in tail) return { text: `: ${scalarText(tail.constant as string, { flow })}`, snippet: false };
  return { text: `: ${entriesText(tail.entries)}`, snippet: true };
}

/** A mapping on one line, as a snippet with a stop for each value. */
export function entriesText(entries: readonly { readonly key: string; readonly quoted: boolean }[]): string {
  const pairs = entries.map(({ key, quoted }, index) => `${key}: ${quoted ? `"$${index + 1}"` : `$${index + 1}`}`);
  return `{ ${pairs.join(", ")} }`;
}
