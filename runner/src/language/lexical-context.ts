import { Lexer } from "yaml";

/** What the lexer sees at a cursor. Offsets are those of the text that was given. */
export interface LexicalContext {
  /** Inside what; `between`: on white space or punctuation. */
  readonly inside: "between" | "comment" | "plain" | "quoted" | "block-scalar";
  /** The token around the cursor; empty at the cursor for `between`. */
  readonly start: number;
  readonly end: number;
  /** So many flow collections are open. */
  readonly flow: number;
  /** A `:` or `-` that says "a value follows" stands right before the cursor, without a space. */
  readonly afterIndicator: boolean;
}

/** Marks of the lexer that stand for no text: start of a document, end of a broken flow collection, "a scalar follows". */
const marks = { document: "\u0002", flowError: "\u0018", scalar: "\u001f" } as const;

/** Reads a text up to the cursor. */
export function lexicalContext(text: string, offset: number): LexicalContext {
  let at = 0;
  let flow = 0;
  let scalar = false;
  let header = false;
  let indicator = -1;
  const between = () =>
    ({ inside: "between", start: offset, end: offset, flow, afterIndicator: indicator === offset }) as const;
  for (const token of new Lexer().lex(text)) {
    if (token === marks.document) continue;
    if (token === marks.flowError) {
      flow = 0;
      continue;
    }
    if (token === marks.scalar) {
      scalar = true;
      continue;
    }
    const [start, end] = [at, at + token.length];
    at = end;
    const isScalar = scalar;
    scalar = false;
    const inside = isScalar ? (header ? "block-scalar" : "plain") : kindOf(token);
    if (inside !== "between" || token.trim() !== "") header = false;
    if (inside === "header") header = true;
    if (inside !== "between" && inside !== "header" && covers(inside, token, start, offset)) {
      return { inside, start, end, flow, afterIndicator: false };
    }
    if (end > offset) break;
    if (inside === "between") {
      if (token === "[" || token === "{") flow += 1;
      if (token === "]" || token === "}") flow = Math.max(0, flow - 1);
      if (token === ":" || token === "-") indicator = end;
    }
  }
  return between();
}

/** Whether something that is typed at an offset becomes part of a token. */
function covers(
  inside: "comment" | "plain" | "quoted" | "block-scalar",
  token: string,
  start: number,
  offset: number,
): boolean {
  const end = start + token.length;
  switch (inside) {
    case "plain":
      return start <= offset && offset <= end;
    case "comment":
      return start < offset && offset <= end;
    case "quoted":
      return start < offset && (offset < end || (offset === end && !isClosed(token)));
    case "block-scalar":
      return start <= offset && offset < end;
  }
}

/** Whether a quoted token ends with its quote. */
export function isClosed(token: string): boolean {
  const quote = token[0] ?? "";
  if (token.length < 2 || !token.endsWith(quote)) return false;
  if (quote === "'") return /^'(?:[^']|'')*'$/.test(token);
  return (/\\*(?="$)/.exec(token)?.[0].length ?? 0) % 2 === 0;
}

function kindOf(token: string): "between" | "comment" | "quoted" | "header" {
  switch (token[0]) {
    case "#":
      return "comment";
    case '"':
    case "'":
      return "quoted";
    case "|":
    case ">":
      return "header";
    default:
      return "between";
  }
}
