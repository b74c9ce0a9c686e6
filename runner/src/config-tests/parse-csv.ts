/**
 * RFC 4180, as our own files are written: an empty cell is null, `""` is empty text; LF or CRLF. Undefined when a quote is not
 * closed.
 */
export function parseCsv(text: string, delimiter: string): readonly (readonly (string | null)[])[] | undefined {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let cell: string | null;
    if (text[at] === '"') {
      const end = closingQuote(text, at);
      if (end === undefined) return undefined;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
      cell = end === at ? null : text.slice(at, end);
      at = end;
    }
    record.push(cell);
    if (text[at] === delimiter) {
      at += 1;
      // A delimiter before the end of a line: one more cell, an empty one.
      if (at < text.length && text[at] !== "\n" && text[at] !== "\r") continue;
      record.push(null);
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    records.push(record);
    record = [];
  }
  return records;
}

function closingQuote(text: string, open: number): number | undefined {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return undefined;
}
