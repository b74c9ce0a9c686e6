import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits, type Completion, complete, composeYaml, placeInDocument } from "../../runner/src/language.ts";
import { type KeptProject, ProjectLoader } from "../../runner/src/load/project-loader.ts";
import { exampleConnections, exampleProject, exampleTexts, today } from "./example.ts";

const project = exampleProject();
const files = [...exampleTexts(), exampleConnections];
const small = files.filter(({ path }) =>
  /long-conversations\.extract|web-chat-weekly|contacts-by-hour|nightly\.schedule/.test(path),
);
const context = { today, timezone: "America/Denver", user: "amy" };

/** A snippet as it is written when nobody fills in its stops. */
function filledIn({ edit, snippet }: Completion): string {
  if (!snippet) return edit.text;
  return edit.text
    .replace(/\$\{\d+\|([^,|}]*)[^}]*\}/g, "$1")
    .replace(/\$\{\d+:((?:\\.|[^}])*)\}/g, "$1")
    .replace(/\$\d/g, "")
    .replace(/\\([\\$}])/g, "$1");
}

/** What all documents of a text say, but for one key of one document: `kind` and so on, as JSON. */
function valuesOf(text: string): readonly Record<string, unknown>[] {
  return composeYaml(text).documents.map((document) => (document.toJS() ?? {}) as Record<string, unknown>);
}

/** Completes at an offset and looks at what is offered. */
function look(path: string, text: string, offset: number, sound: boolean): void {
  const place = placeInDocument({ path, text }, offset);
  const completions = complete({ path, text }, offset, project, context);
  if (place === undefined) {
    expect(completions).toEqual([]);
    return;
  }
  expect(new Set(completions.map(({ sortText }) => sortText)).size).toBe(completions.length);
  for (const { edit } of completions) {
    expect(edit.start).toBeLessThanOrEqual(offset);
    expect(edit.end).toBeGreaterThanOrEqual(offset);
    expect(text.slice(edit.start, edit.end)).not.toMatch(/[\r\n]/);
  }
  if (!sound) return;
  const before = valuesOf(text);
  // A few of the choices, spread over all of them: each is parsed.
  const few = completions.filter((_, index) => index % Math.ceil(completions.length / 4) === 0);
  for (const completion of few) {
    const after = valuesOf(applyEdits(text, [{ ...completion.edit, text: filledIn(completion) }]));
    const others = (documents: readonly Record<string, unknown>[]) => {
      return documents.map((document, index) => {
        const own = index === place.index ? [place.path[0], completion.label] : [];
        return Object.entries(document).filter(([key]) => !own.includes(key));
      });
    };
    expect(others(after), `${path}:${offset} ${completion.label}`).toEqual(others(before));
  }
}

test.each(small.map(({ path, text }) => [path, text] as const))(
  "everywhere in %s, what is offered leaves the rest as it is",
  (path, text) => {
    for (let offset = 0; offset <= text.length; offset++) look(path, text, offset, true);
  },
);

test("before each line of a nested list, comments among them, what is offered leaves the rest as it is", () => {
  const { path, text } = files.find((file) => file.path.endsWith("long-conversations.test.yaml"))!;
  for (const { index } of text.matchAll(/^/gm)) {
    for (const column of [0, 1, 2, 4]) look(path, text, Math.min(index + column, text.length), true);
  }
});

test("anywhere in the example project, what is offered leaves the rest as it is", () => {
  const anywhere = fc
    .constantFrom(...files)
    .chain((file) => fc.record({ file: fc.constant(file), at: fc.nat(file.text.length) }));
  fc.assert(
    fc.property(anywhere, ({ file, at }) => look(file.path, file.text, at, true)),
    { numRuns: 300 },
  );
});

test("a value that is offered is sound where it is written", () => {
  const loader = new ProjectLoader();
  const load = (path: string, text: string): KeptProject => {
    const texts = exampleTexts().map((file) => (file.path === path ? { path, text } : file));
    const loading = loader.load({ files: texts, connections: exampleConnections }, { today });
    let step = loading.next();
    while (!step.done) step = loading.next();
    return step.value;
  };
  // The example's broker is the operator's.
  const before = new Set(project.diagnostics.map(({ message }) => message));
  const choices = fc
    .constantFrom(...exampleTexts())
    .chain((file) => fc.record({ file: fc.constant(file), at: fc.nat(file.text.length), choice: fc.nat(500) }));
  fc.assert(
    fc.property(choices, ({ file, at, choice }) => {
      const values = complete(file, at, project, context).filter(({ kind, snippet }) => kind !== "key" && !snippet);
      const chosen = values[choice % values.length];
      const place = placeInDocument(file, at);
      // A key needs its value before anything can be said of it, and another kind makes it another document.
      if (chosen === undefined || place?.role === "key" || place?.path[0] === "kind" || chosen.edit.text.endsWith(": ")) return;
      const { start, text } = chosen.edit;
      const { diagnostics } = load(file.path, applyEdits(file.text, [chosen.edit]));
      const here = diagnostics.filter(({ file: other, message, range }) => {
        const isNear = range !== undefined && Math.abs(range.start.offset - start) <= text.length;
        return other === file.path && isNear && !before.has(message);
      });
      expect(here.map(({ message }) => `${chosen.label}: ${message}`)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("nothing throws in a text that breaks off, lacks a piece, or has another line end", () => {
  const broken = fc.constantFrom(...files).chain(({ path, text }) =>
    fc.record({
      path: fc.constant(path),
      text: fc.oneof(
        fc.nat(text.length).map((end) => text.slice(0, end)),
        fc.tuple(fc.nat(text.length), fc.nat(40)).map(([from, length]) => text.slice(0, from) + text.slice(from + length)),
        fc
          .tuple(
            fc.nat(text.length),
            fc.constantFrom("[", "{", '"', "'", "- ", ": ", "\n", "  ", "|\n", "---\n", "&a ", "*a", "? ", "\t", "!!x "),
          )
          .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at)),
        fc.constant(text.replaceAll("\n", "\r\n")),
      ),
      where: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(broken, ({ path, text, where }) => {
      look(path, text, Math.round(where * text.length), false);
      look(path, text, text.length, false);
    }),
    { numRuns: 500 },
  );
});

test("nothing throws in any text at all", () => {
  const pieces = [
    "a",
    "Channel",
    " ",
    "  ",
    "\n",
    "\r\n",
    "- ",
    ":",
    ": ",
    "[",
    "]",
    "{",
    "}",
    ",",
    '"',
    "'",
    "#",
    "|",
    ">",
    "---\n",
    "&",
    "*",
    "!",
    "?",
    "kind: Extract\n",
    "fields:",
    "filter:",
    "\uE000",
    "\uFEFF",
    "\t",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), fc.nat(60), (parts, at) => {
      const text = parts.join("");
      look("extracts/x.extract.yaml", text, Math.min(at, text.length), false);
    }),
    { numRuns: 2000 },
  );
});
