/** A piece of SQL that looks the same throughout. */
export interface SqlToken {
  readonly type: "text" | "keyword" | "string" | "number" | "comment" | "name" | "parameter";
  readonly text: string;
}

const keywords = new Set(
  (
    "select from where and or not in is null as on join left right inner outer full cross lateral group by order having limit " +
    "offset union all distinct case when then else end between like ilike escape cast with over partition exists true false asc " +
    "desc interval date timestamp time zone at using values extract filter nulls first last any some similar to collate"
  ).split(" "),
);

const pattern =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*")|(?<parameter>\$\d+)|(?<number>\b\d+(?:\.\d+)?\b)|(?<word>[A-Za-z_]\w*)/g;

/** Cuts SQL into pieces that are coloured alike. Put together again they are the text. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let last = 0;
  for (const match of sql.matchAll(pattern)) {
    if (match.index > last) tokens.push({ type: "text", text: sql.slice(last, match.index) });
    tokens.push({ type: typeOf(match.groups ?? {}), text: match[0] });
    last = match.index + match[0].length;
  }
  if (last < sql.length) tokens.push({ type: "text", text: sql.slice(last) });
  return tokens;
}

function typeOf({ word, ...groups }: Readonly<Record<string, string | undefined>>): SqlToken["type"] {
  if (word !== undefined) return keywords.has(word.toLowerCase()) ? "keyword" : "text";
  const found = Object.keys(groups).find((name) => groups[name] !== undefined);
  return (found ?? "text") as SqlToken["type"];
}
