/** One document of a file: where it stands, and its place among the file's documents (as `composeYaml` counts them). */
export interface DocumentSlice {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** `---` and `...` at the start of a line end a document whatever surrounds them, block scalars included. */
const boundary = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/** The documents of a file, by its markers alone: a document that can't be parsed doesn't hide the others. */
export function documentSlices(text: string): readonly DocumentSlice[] {
  const slices: DocumentSlice[] = [];
  let start = 0;
  let marked = false;
  for (const match of text.matchAll(boundary)) {
    const opens = match[0] === "---";
    // Comments and directives before the first `---` belong to the document that it opens.
    if (marked || !opens || hasContent(text.slice(start, match.index))) {
      slices.push({ index: slices.length, start, end: match.index });
      start = match.index + (opens ? 0 : 3);
    }
    marked = opens;
  }
  if (marked || slices.length === 0 || hasContent(text.slice(start))) {
    slices.push({ index: slices.length, start, end: text.length });
  }
  return slices;
}

/** The document in which an offset lies. */
export function documentSliceAt(text: string, offset: number): DocumentSlice {
  const slices = documentSlices(text);
  return slices.findLast(({ start }) => start <= offset) ?? slices[0] ?? { index: 0, start: 0, end: text.length };
}

function hasContent(text: string): boolean {
  return /^[^\S\n]*[^\s#%\uFEFF]/m.test(text);
}
