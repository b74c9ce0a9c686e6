import { NotCanonical } from "./not-canonical.ts";

const whole = /^([+-]?)(\d+)(?:\.0*)?$/;
/** DuckDB leaves out the zero before the point where the type has no digits there. */
const exact = /^([+-]?)(\d+|(?=\.\d))(?:\.(\d*))?$/;
const binary = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const names: Readonly<Record<string, string>> = {
  nan: "NaN",
  infinity: "Infinity",
  inf: "Infinity",
  "-infinity": "-Infinity",
  "-inf": "-Infinity",
};

/** Digits without leading zeros; no size is too large. */
export function canonicalInteger(text: string): string {
  const match = whole.exec(text);
  if (match === null) throw new NotCanonical(isNumber(text) ? "a number that is not whole" : "text that is not a number");
  return signed(match[1] === "-", match[2]?.replace(/^0+(?=\d)/, "") ?? "");
}

/** Exactly `scale` digits after the point. Zeros may be added and cut, other digits may not. */
export function canonicalDecimal(text: string, scale: number): string {
  const match = exact.exec(text);
  if (match === null) {
    throw new NotCanonical(isNumber(text) ? "a number that is not a finite decimal" : "text that is not a number");
  }
  const [, sign = "", integer = "", fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(scale))) throw new NotCanonical(`more than ${scale} digits after the point`);
  const kept = fraction.slice(0, scale).padEnd(scale, "0");
  return signed(sign === "-", (integer.replace(/^0+(?=\d)/, "") || "0") + (scale > 0 ? `.${kept}` : ""));
}

/** As ECMAScript prints the number: the shortest text that reads back the same; -0 is 0. */
export function canonicalFloat64(text: string): string {
  const named = names[text.toLowerCase()];
  if (named !== undefined) return named;
  if (!binary.test(text)) throw new NotCanonical("text that is not a number");
  return String(Number(text) + 0);
}

function isNumber(text: string): boolean {
  return binary.test(text) || names[text.toLowerCase()] !== undefined;
}

/** Zero has no sign. */
function signed(negative: boolean, magnitude: string): string {
  return negative && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude;
}
