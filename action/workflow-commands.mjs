import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, statSync } from "node:fs";

/** What a job's summary may have of one step. Longer ones GitHub does not show at all. */
export const summaryLimit = 1024 * 1024;

/** An annotation of the run. */
export function annotate(level, title, message) {
  process.stdout.write(`::${level} title=${escapeProperty(title)}::${escapeData(message)}\n`);
}

/** Has the runner cover a secret in the log. */
export function mask(secret) {
  for (const line of secret.split(/\r?\n/)) if (line !== "") process.stdout.write(`::add-mask::${escapeData(line)}\n`);
}

/**
 * Prints text of others: documents, plans, programs. The runner takes lines of a log for commands, wherever they come from;
 * until the token is said it does not. Nobody can guess the token.
 */
export function printUntrusted(text) {
  if (text === "") return;
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n${text.endsWith("\n") ? text : `${text}\n`}::${token}::\n`);
}

/** Prints what `--format github` answered: annotations work, and anything else is text. */
export function printAnnotations(text) {
  let others = [];
  for (const line of text.split("\n")) {
    if (!isAnnotation(line)) {
      others.push(line);
      continue;
    }
    printUntrusted(others.join("\n"));
    others = [];
    process.stdout.write(`${line}\n`);
  }
  printUntrusted(others.join("\n").trimEnd());
}

export function isAnnotation(line) {
  return /^::(error|warning|notice) /.test(line);
}

/** An annotation's line as its parts. */
export function readAnnotation(line) {
  const [, level, properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  if (level === undefined) return undefined;
  const pairs = properties.split(",").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  const read = Object.fromEntries(pairs.map(([name, value]) => [name, decode(value)]));
  return { level, ...read, message: decode(message) };
}

/** Sets an output of the step. The delimiter is new each time: no value can end its own text and begin another output. */
export function setOutput(name, value) {
  const file = process.env.GITHUB_OUTPUT;
  if (!file) return;
  const delimiter = `ghadelimiter_${randomUUID()}`;
  appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

/** Adds Markdown to the job's summary. What it has no room for is left out, and said. */
export function addSummary(markdown) {
  const file = process.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  const note = "\n\n… there is no room for the rest here.\n";
  const room = summaryLimit - (existsSync(file) ? statSync(file).size : 0) - 2;
  if (Buffer.byteLength(markdown) <= room) {
    appendFileSync(file, `${markdown}\n\n`);
    return;
  }
  if (room < Buffer.byteLength(note)) return;
  const kept = Buffer.from(markdown).subarray(0, room - Buffer.byteLength(note));
  // Whole lines alone: half a character or half an element would spoil what comes after.
  const text = kept.toString("utf8");
  appendFileSync(file, `${text.slice(0, text.lastIndexOf("\n") + 1)}${note}`);
}

/**
 * A text of others in Markdown: as code, in which GitHub sees no mention, link or picture, every mark as an entity, so that it
 * ends neither the code nor the cell of a table that it stands in.
 */
export function plain(text) {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => visible(line).replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`));
  return lines.map((line) => (line.trim() === "" ? "" : `<code>${line}</code>`)).join("<br>");
}

/**
 * Characters that are not seen, or that change the order or the height of what is seen, by their number: as plans show them
 * (runner/src/review/render/markdown-safe.ts, which can't be imported here: the action runs before Datafeed is there).
 */
function visible(line) {
  return line.replace(/(?! )[\p{C}\p{Z}]|(?<=\p{M}{2})\p{M}/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
}

function escapeData(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text) {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function decode(text) {
  const marks = { "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%" };
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, (code) => marks[code]);
}
