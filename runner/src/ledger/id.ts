import { randomInt } from "node:crypto";

/** Crockford's base 32 in lower case: no letter that is taken for a digit. */
const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** Characters of an id. */
export const idLength = 12;

/** A new id: seconds since 1970 in 7 digits, then 5 random ones. Sorts by time, short enough to type. */
export function newId(): string {
  const random = Array.from({ length: 5 }, () => digits.charAt(randomInt(32))).join("");
  return base32(Math.floor(Date.now() / 1000), 7) + random;
}

function base32(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = digits.charAt(rest % 32) + text;
  return text;
}

/** Ids that were made before an instant (milliseconds since 1970) sort before this text, those made later behind it. */
export function idAt(ms: number): string {
  return base32(Math.floor(ms / 1000), 7);
}
