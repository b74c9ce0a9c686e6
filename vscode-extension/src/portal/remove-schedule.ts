import { isMap } from "yaml";
import { composeYaml } from "../../../runner/src/language.ts";

/** A change of a text: what stands between two UTF-16 offsets goes. */
export interface Removal {
  readonly start: number;
  readonly end: number;
}

/** How an extract's schedule can be taken out of a file; undefined where the file does not hold it. */
export interface ScheduleRemovals {
  /** The document as a whole; "file" where the file holds nothing else. */
  readonly document: Removal | "file";
  /** Its key `schedule` alone: then it runs only when somebody asks. */
  readonly schedule: Removal | undefined;
}

/** Where in a file of documents an extract and its schedule stand. */
export function scheduleRemovals(text: string, extract: string): ScheduleRemovals | undefined {
  const sound = composeYaml(text).documents.filter(({ contents }) => contents !== null);
  const at = sound.findIndex((each) => each.get("kind") === "Extract" && each.get("name") === extract);
  const document = sound[at];
  if (document === undefined) return undefined;
  return {
    document:
      sound.length === 1
        ? "file"
        : documentRemoval(
            text,
            at,
            sound.map(({ range }) => range[0]),
          ),
    schedule: isMap(document.contents) ? keyRemoval(text, document.contents) : undefined,
  };
}

/** With the `---` before it; of the first document, with the one behind it. */
function documentRemoval(text: string, at: number, starts: readonly number[]): Removal {
  const marker = (offset: number): number => Math.max(text.lastIndexOf("\n---", offset) + 1, 0);
  const next = starts[at + 1];
  const end = next === undefined ? text.length : marker(next);
  if (at > 0) return { start: marker(starts[at]!), end };
  const lineEnd = text.indexOf("\n", end);
  return { start: 0, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

function keyRemoval(text: string, map: { readonly items: readonly unknown[] }): Removal | undefined {
  const items = map.items as readonly { readonly key: Ranged; readonly value: Ranged | null }[];
  const pair = items.find(({ key }) => key.value === "schedule");
  const from = pair?.key.range?.[0];
  if (pair === undefined || from === undefined) return undefined;
  const start = text.lastIndexOf("\n", from) + 1;
  const valueEnd = pair.value?.range?.[1] ?? pair.key.range![1];
  const lineEnd = text.indexOf("\n", Math.max(from, valueEnd - 1));
  return { start, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

interface Ranged {
  readonly value?: unknown;
  readonly range?: readonly [number, number, number] | null;
}
