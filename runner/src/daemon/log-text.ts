import pc from "picocolors";

type Paint = (text: string) => string;

/** A line of the log for a person: time, level, message, then the fields. Without colours it says the same. */
export function readableLine(record: Readonly<Record<string, unknown>>, colour: boolean): string {
  const { time, level, msg, ...fields } = record;
  const { dim, ...paint } = pc.createColors(colour);
  const shade = { debug: dim, warn: paint.yellow, error: paint.red }[String(level)] ?? ((text: string) => text);
  const rest = Object.entries(fields).flatMap(([key, value]) => fieldTexts(key, value, dim));
  const head = [
    dim(String(time).slice(11, 23)),
    shade(String(level).toUpperCase().padEnd(5)),
    shade(oneLine(String(msg ?? ""))),
  ];
  return `${[...head, ...rest].join(" ")}\n`;
}

/** `run=1ng0te rows=12`; of nested fields each with its way. */
function fieldTexts(key: string, value: unknown, dim: Paint): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([inner, item]) => fieldTexts(`${key}.${inner}`, item, dim));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [
    `${dim(`${key}=`)}${/[\s"=]/.test(text) && typeof value === "string" ? oneLine(JSON.stringify(text)) : oneLine(text)}`,
  ];
}

/** Nothing that is logged drives the terminal or begins a line of its own. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to cover
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "·");
}
