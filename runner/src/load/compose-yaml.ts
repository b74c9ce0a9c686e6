import { Composer, type Document, Lexer, Parser, Schema } from "yaml";

/** Deeper than any document that a person writes; far from where recursive code ends the process. */
export const maxDepth = 100;

/** YAML documents as nodes, and where the text got too deep to go on. */
export interface ComposedText {
  readonly documents: readonly Document.Parsed[];
  /** Offset of the token that is nested too deep. It and everything after it was not read. */
  readonly tooDeepAt?: number;
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
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    // One entry of the stack is the document.
    if (parser.stack.length > maxDepth + 1) {
      documents.push(...composer.end());
      return { documents, tooDeepAt: parser.offset - lexeme.length };
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents };
}
