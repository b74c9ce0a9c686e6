import { Composer, type Document, Lexer, Parser, Schema } from "yaml";

/** Deeper than any document that a person writes; far from where recursive code ends the process. */
export const maxDepth = 100;

/** More mistakes of syntax than a person makes in one file. */
const maxSyntaxErrors = 1000;

/** YAML documents as nodes, and where the text was given up, if it was. */
export interface ComposedText {
  readonly documents: readonly Document.Parsed[];
  /** The token from which on nothing was read: it is nested too deep, or the text is no YAML at all. */
  readonly stopped?: { readonly offset: number; readonly reason: "too-deep" | "too-many-errors" };
}

const options = {
  // One schema for all documents: making it costs as much as parsing a line.
  schema: new Schema({ schema: "core", resolveKnownTags: false, merge: false }),
  prettyErrors: false,
  stringKeys: true,
  // Duplicates are looked for in `readValue`: here the search would be quadratic.
  uniqueKeys: false,
  logLevel: "silent",
} as const;

/**
 * Composes all documents of a text. Lexer, parser and composer are driven by hand, so that the depth is seen while tokens go
 * by and a text that nests a thousand deep is given up at once (measured: the composer's recursion on such a text can abort
 * the process).
 */
export function composeYaml(text: string): ComposedText {
  const parser = new Parser();
  const composer = new Composer(options as never);
  const documents: Document.Parsed[] = [];
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === "error") errors += 1;
      for (const document of composer.next(token)) documents.push(document);
    }
    // One entry of the stack is the document.
    const tooDeep = parser.stack.length > maxDepth + 1;
    if (tooDeep || errors > maxSyntaxErrors) {
      const offset = parser.offset - lexeme.length;
      documents.push(...composer.end(true, offset));
      return { documents, stopped: { offset, reason: tooDeep ? "too-deep" : "too-many-errors" } };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents };
}
