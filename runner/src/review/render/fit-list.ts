import { count } from "./words.ts";

/** A line of a list, whole, and as short as it can be. */
export interface ListItem {
  readonly full: string;
  readonly short: string;
}

/**
 * A list under its heading: whole where there is room, else each line as short as it can be, else so many of these as there is
 * room for, and how many more there are.
 */
export function fitList(
  { title, items, more }: { readonly title: string; readonly items: readonly ListItem[]; readonly more: string },
  room: number,
  rest: string,
): string {
  for (const form of ["full", "short"] as const) {
    const whole = [title, "", ...items.map((item) => `- ${item[form]}`)].join("\n");
    if (whole.length <= room) return whole;
  }
  const lines: string[] = [];
  let left = room - title.length - 200;
  for (const { short } of items) {
    left -= short.length + 3;
    if (left < 0) break;
    lines.push(`- ${short}`);
  }
  const missing = items.length - lines.length;
  return [
    title,
    "",
    ...lines,
    `- … and ${count(missing, "more", "more")} of ${count(items.length, more, more)}: there is no room for them here, ${rest} them.`,
  ].join("\n");
}
