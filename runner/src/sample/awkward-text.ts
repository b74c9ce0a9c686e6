import type { Dice } from "./dice.ts";

/**
 * Texts on which exports break in real life: separators, quotes, line ends, what a spreadsheet takes for a formula, what a
 * loader takes for NULL or the end of the data, text that is wider, longer or written the other way.
 */
export const awkwardTexts: readonly string[] = [
  "",
  " ",
  "  leading and trailing  ",
  "a, b, c",
  'she said "no"',
  '"',
  '""',
  "it's",
  "first line\nsecond line",
  "first line\r\nsecond line",
  "old\rMac",
  "\n",
  "tab\there",
  "semi;colon|pipe",
  "back\\slash",
  "C:\\new\\table",
  "\\N",
  "\\.",
  "\\",
  "NULL",
  "null",
  "NaN",
  "=1+1",
  '=HYPERLINK("https://example.com","click")',
  "+1",
  "+15550100",
  "-1",
  "-1+2|cmd",
  "@x",
  "\tstarts with a tab",
  "007",
  "1e5",
  "1/2/2026",
  "true",
  "👍",
  "family 👩‍👩‍👧‍👦 flag 🏳️‍🌈 tone 👋🏽",
  "שלום, אפשר לעזור?",
  'مرحبا "بك"',
  "mixed עברית and English 123",
  "e\u0301 and \u00e9",
  "Z\u0351\u036b\u0343\u036aalgo",
  "日本語、サポート。",
  "Réclamation – facture nº 12",
  "zero\u200bwidth",
  "\ufeffbyte order mark",
  "no-break\u00a0space",
  "line\u2028separator",
  "bell\u0007 and escape\u001b",
  "\u{10ffff} last code point",
  "<b>bold</b> & &amp; ]]>",
  '{"json": "in text"}',
  "'; drop table contacts; --",
  "$HOME {{name}} %s %d",
];

/** A text of about `length` characters with everything in it that needs quoting. */
export function longText(length: number, dice: Dice): string {
  const parts: string[] = [];
  for (let written = 0; written < length; ) {
    const part = `${dice.pick(awkwardTexts)} ${dice.next().toString(36)}, `;
    parts.push(part);
    written += part.length;
  }
  return parts.join("");
}
