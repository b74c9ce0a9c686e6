import { CST, Lexer } from "yaml";

/** A comment, from its `#` to the end of its line. */
export interface Comment {
  readonly start: number;
  readonly text: string;
}

/** Lexemes that stand for no letters of the text. */
const signs = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** Every comment of a text, in order. A `#` in a scalar is none. */
export function commentsOf(text: string): readonly Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  let last = "";
  for (const lexeme of new Lexer().lex(text)) {
    if (!signs.has(lexeme)) {
      if (last !== CST.SCALAR && lexeme.startsWith("#")) comments.push({ start: offset, text: lexeme.trimEnd() });
      offset += lexeme.length;
    }
    last = lexeme;
  }
  return comments;
}
