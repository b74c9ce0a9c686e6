import { differsInYaml11 } from "../load/read-value.ts";

/** Where a scalar is going to stand. */
export interface ScalarPlace {
  /** Inside `[ ]` or `{ }`. */
  readonly flow: boolean;
  /** The quote that the author has opened already. */
  readonly quote?: '"' | "'" | undefined;
}

/** A scalar as YAML that every program reads the same: in quotes where it would be taken for something else without them. */
export function scalarText(value: string | number | boolean, { flow, quote }: ScalarPlace): string {
  if (typeof value !== "string") return String(value);
  if (quote === "'" && !/[\p{Cc}\u2028\u2029]/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return quote !== undefined || !isPlain(value, flow) ? JSON.stringify(value) : value;
}

/** Whether a text can stand without quotes. YAML 1.2.2, sections 7.3.3 and 10.3.2; 1.1's words too. */
function isPlain(text: string, flow: boolean): boolean {
  if (text === "" || text !== text.trim() || /[\p{Cc}\u2028\u2029\uFEFF]/u.test(text)) return false;
  if (/^[-?:](?![^\s,[\]{}])|^[,[\]{}#&*!|>'"%@`]|^(?:---|\.\.\.)/.test(text)) return false;
  if (/:(?:\s|$)|\s#/.test(text) || (flow && /[,[\]{}]|:$/.test(text))) return false;
  return !isOther.test(text) && !differsInYaml11(text);
}

/** What the core schema takes for null, a boolean or a number, and the merge key of YAML 1.1; some read `E0` and `.` as numbers. */
const isOther =
  /^(?:null|true|false|~|<<|=|[yn]|[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|0[xob][0-9a-f]+|[-+]?\.inf|\.nan)$/i;

/** A text for a snippet, outside of its stops: `$` and `\` mean something there. */
export function literalText(text: string): string {
  return text.replace(/[\\$]/g, "\\$&");
}

/** A text for the inside of a snippet's stop: `${1:text}`. */
export function stopText(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
