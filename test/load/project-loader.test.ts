import fc from "fast-check";
import { expect, test } from "vitest";
import { feedDefinitionHash } from "../../runner/src/compile/feed-hash.ts";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { type KeptProject, type LoadTexts, ProjectLoader } from "../../runner/src/load/project-loader.ts";

const today = "2026-11-21";

/** Everything that a load says, without the functions that find places. */
function said(loaded: ReturnType<typeof loadProject>) {
  return {
    project: loaded.project?.value,
    connections: loaded.connections?.value,
    templates: [...loaded.templates].map(([name, { file, value }]) => [name, file, value]),
    schedules: [...loaded.schedules].map(([name, { file, value }]) => [name, file, value]),
    extracts: [...loaded.extracts].map(([name, extract]) => [name, extract, definitionHash(extract)]),
    feeds: [...loaded.feeds].map(([name, feed]) => [name, feed, feedDefinitionHash(feed)]),
    unsound: loaded.unsound,
    diagnostics: loaded.diagnostics,
    documents: loaded.documents,
  };
}

function load(loader: ProjectLoader, texts: LoadTexts, day = today): { project: KeptProject; steps: number } {
  const run = loader.load(texts, { today: day });
  for (let steps = 0; ; steps++) {
    const step = run.next();
    if (step.done) return { project: step.value, steps };
  }
}

const policies = [
  `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, ben: { role: admin } }
products: { calls: { name: Calls, warehouse: sample }, chats: { name: Chats, warehouse: sample, templates: [T1] } }
grants: [ { fields: [phone], template: T1, extracts: [A], approvedBy: ben, reason: r, until: "2026-11-21" } ]
`,
  `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products: { calls: { name: Calls, warehouse: elsewhere } }
masking: { phone: last4 }
`,
  "kind: Project\nversion: 1\norganization: Acme\nusers: {}\nproducts: {}\ndefaults: { timezone: Mars }\n",
  "kind: Project\nversion: [\n",
];

const name = fc.constantFrom("A", "B", "C", "a");
const template = fc.constantFrom("T1", "T2", "T3");

const extractText = fc
  .record({
    name,
    template,
    product: fc.constantFrom("calls", "chats"),
    owner: fc.constantFrom("amy", "ben"),
    schedule: fc.constantFrom("", "schedule: S1", "schedule: { use: S2 }", "schedule: { every: week, day: 3 }"),
    rest: fc.constantFrom(
      "",
      "id: one",
      "filter: { phone: { eq: '1' } }",
      "fields: [id, phone]",
      "fields: [nothing]",
      "what: 1",
    ),
  })
  .map(
    (extract) => `kind: Extract
name: ${extract.name}
product: ${extract.product}
owner: ${extract.owner}
template: ${extract.template}
${extract.schedule}
${extract.rest}
`,
  );

const templateText = fc
  .record({ template, mask: fc.constantFrom("", ", mask: redact"), key: fc.constantFrom("id", "phone", "nothing") })
  .map(
    (made) => `kind: Template
name: ${made.template}
source: { table: t }
time: { field: at }
key: [${made.key}]
fields:
  id: { column: id, type: integer }
  at: { column: at, type: instant }
  phone: { column: phone, type: string, pii: phone${made.mask} }
`,
  );

const feedText = fc
  .record({
    name,
    template,
    other: template,
    product: fc.constantFrom("calls", "chats"),
    rest: fc.constantFrom("", "id: one", "what: 1", "delivery: transactional"),
    when: fc.constantFrom("", ", when: { phone: { eq: '1' } }", ", when: { id: { gt: 1 } }", ", after: two"),
  })
  .map(
    (feed) => `kind: Feed
name: ${feed.name}
product: ${feed.product}
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: t }
key: id
${feed.rest}
events:
  one: { template: ${feed.template}, raise: insert${feed.when} }
  two: { template: ${feed.other}, raise: [insert, update], version: id }
`,
  );

const scheduleText = fc
  .record({ name: fc.constantFrom("S1", "S2"), at: fc.constantFrom("06:00", "25:00"), zone: fc.constantFrom("UTC", "Mars") })
  .map((made) => `kind: Schedule\nname: ${made.name}\nevery: day\nat: "${made.at}"\ntimezone: ${made.zone}\n`);

const documentText = fc.oneof(
  { weight: 5, arbitrary: extractText },
  { weight: 3, arbitrary: feedText },
  { weight: 3, arbitrary: templateText },
  { weight: 2, arbitrary: scheduleText },
  { weight: 1, arbitrary: fc.constantFrom("", "kind: Extract\nname: [", "- a\n", "kind: Nothing\nname: x\n") },
);
const fileText = fc.array(documentText, { minLength: 1, maxLength: 3 }).map((texts) => texts.join("---\n"));

const edit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ path: fc.constantFrom("1", "2", "3", "4", "5"), text: fileText }) },
  { weight: 2, arbitrary: fc.record({ path: fc.constantFrom("1", "2", "3", "4", "5"), text: fc.constant(undefined) }) },
  { weight: 2, arbitrary: fc.record({ path: fc.constant("datafeed.yaml"), text: fc.constantFrom(...policies) }) },
  { weight: 1, arbitrary: fc.record({ day: fc.constantFrom("2026-11-21", "2026-11-22") }) },
);

test("after any edits a kept project is what a first load of the same texts gives", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const loader = new ProjectLoader();
      const files = new Map([["datafeed.yaml", policies[0] ?? ""]]);
      let day = today;
      for (const change of edits) {
        if ("day" in change) day = change.day;
        else if (change.text === undefined) files.delete(`extracts/${change.path}.extract.yaml`);
        else files.set(change.path === "datafeed.yaml" ? change.path : `extracts/${change.path}.extract.yaml`, change.text);
        const texts = textsOf(files);
        expect(said(load(loader, texts, day).project)).toEqual(said(loadProject(texts, { today: day })));
      }
    }),
    { numRuns: 100 },
  );
});

function textsOf(files: ReadonlyMap<string, string>): LoadTexts {
  const connections = {
    path: "connections.yaml",
    text: "kind: Connections\nwarehouses: { sample: { type: duckdb, path: s.duckdb } }\ndestinations: { local: { type: file, path: out } }\n",
    trusted: false,
  };
  return { files: [...files].sort().map(([path, text]) => ({ path, text })), connections };
}

const t1 = `kind: Template
name: T1
source: { table: t }
time: { field: at }
key: [id]
fields: { id: { column: id, type: integer }, at: { column: at, type: instant } }
`;
const t2 = t1.replace("T1", "T2");
const extract = (of: string, from: string) => `kind: Extract\nname: ${of}\nproduct: calls\nowner: amy\ntemplate: ${from}\n`;
const base = new Map([
  ["datafeed.yaml", policies[0] ?? ""],
  ["extracts/a.extract.yaml", extract("A", "T1")],
  ["extracts/b.extract.yaml", extract("B", "T2")],
  ["extracts/c.extract.yaml", extract("C", "T2")],
  ["templates/t1.template.yaml", t1],
  ["templates/t2.template.yaml", t2],
]);

test("only what a change concerns is parsed and resolved again, and the rest stays the same object", () => {
  const loader = new ProjectLoader();
  const first = load(loader, textsOf(base)).project;
  expect([...first.extracts.keys()]).toEqual(["A", "B", "C"]);
  expect(load(loader, textsOf(base)).steps).toBe(0);

  // One file parsed, one extract resolved.
  const second = load(loader, textsOf(new Map(base).set("extracts/a.extract.yaml", `${extract("A", "T1")}shared: true\n`)));
  expect(second.steps).toBe(2);
  expect(second.project.extracts.get("A")?.shared).toBe(true);
  expect(second.project.extracts.get("B")).toBe(first.extracts.get("B"));

  // One file parsed, the extracts of that template resolved.
  const other = t2.replace("table: t", "table: u");
  const third = load(loader, textsOf(new Map(base).set("templates/t2.template.yaml", other)));
  expect(third.steps).toBe(2 + 3);
  expect(third.project.extracts.get("B")?.template.source.table).toBe("u");

  // A comment in the policy changes nothing.
  const fourth = load(loader, textsOf(new Map(base).set("datafeed.yaml", `# policy\n${policies[0]}`))).project;
  expect(fourth.policy).toBe(third.project.policy);
});

test("an extract is resolved from documents that were sound once, under the policy of now", () => {
  const loader = new ProjectLoader();
  const sources = load(loader, textsOf(base)).project.sources.get("B");
  if (sources === undefined) throw new Error("B is sound");
  const broken = new Map(base).set("templates/t2.template.yaml", "kind: Template\nname: T2\n");
  const after = load(loader, textsOf(broken)).project;
  expect(after.extracts.has("B")).toBe(false);
  if (after.policy === undefined) throw new Error("the policy is sound");
  expect(loader.resolve(sources, after.policy).extract?.template.name).toBe("T2");

  const stricter = new Map(broken).set("datafeed.yaml", (policies[0] ?? "").replace("amy: { role: developer }, ", ""));
  const { policy } = load(loader, textsOf(stricter)).project;
  if (policy === undefined) throw new Error("the policy is sound");
  const { extract: refused, diagnostics } = loader.resolve(sources, policy);
  expect(refused).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(["owner-unknown"]);
});

test("documents are found again in texts that were kept", () => {
  const loader = new ProjectLoader();
  const kept = [
    { path: "extracts/b.extract.yaml", text: extract("B", "T2") },
    { path: "templates/t2.template.yaml", text: t2 },
  ];
  expect(loader.findSources(kept, "B")?.template.value.name).toBe("T2");
  expect(loader.findSources(kept, "A")).toBeUndefined();
  expect(loader.findSources(kept.slice(0, 1), "B")).toBeUndefined();
});

test("files with something that has no name are told", () => {
  const files = new Map(base)
    .set("extracts/a.extract.yaml", "kind: Extract\nname: [\n")
    .set("extracts/d.extract.yaml", "- 1\n");
  const { opaque } = load(new ProjectLoader(), textsOf(files)).project;
  expect([...opaque]).toEqual(["extracts/a.extract.yaml", "extracts/d.extract.yaml"]);
});

const feed = (of: string, ...from: readonly string[]) => `kind: Feed
name: ${of}
product: calls
owner: amy
source: { lookback: 10m }
to: { broker: main, topic: t }
key: id
events:
${from.map((template, at) => `  E${at}: { template: ${template}, raise: insert }\n`).join("")}`;
const withFeeds = new Map(base)
  .set("extracts/f.feed.yaml", feed("F", "T1", "T2", "T1"))
  .set("extracts/g.feed.yaml", feed("G", "T1"));

test("a feed is resolved again when one of its templates changes, and stays the same object else", () => {
  const loader = new ProjectLoader();
  const first = load(loader, textsOf(withFeeds)).project;
  expect([...first.feeds.keys()]).toEqual(["F", "G"]);
  expect(load(loader, textsOf(withFeeds)).steps).toBe(0);
  const other = new Map(withFeeds).set("templates/t2.template.yaml", t2.replace("table: t", "table: u"));
  const second = load(loader, textsOf(other));
  // One file parsed; B, C and F resolved.
  expect(second.steps).toBe(1 + 3);
  expect(second.project.feeds.get("F")?.events[1]?.extract.template.source.table).toBe("u");
  expect(second.project.feeds.get("G")).toBe(first.feeds.get("G"));
  expect(second.project.feedSources.get("G")).toBe(first.feedSources.get("G"));
});

test("a feed is resolved from documents that were sound once, and found in texts that were kept", () => {
  const loader = new ProjectLoader();
  const sources = load(loader, textsOf(withFeeds)).project.feedSources.get("F");
  if (sources === undefined) throw new Error("F is sound");
  expect(sources.templates.map(({ value }) => value.name)).toEqual(["T1", "T2"]);
  const broken = new Map(withFeeds).set("templates/t2.template.yaml", "kind: Template\nname: T2\n");
  const after = load(loader, textsOf(broken)).project;
  expect([...after.feeds.keys()]).toEqual(["G"]);
  expect(after.unsound).toMatchObject([
    { name: "B" },
    { name: "C" },
    { kind: "Feed", name: "F", error: { code: "template-unsound" } },
    { name: "T2" },
  ]);
  if (after.policy === undefined) throw new Error("the policy is sound");
  const resolved = loader.resolveFeed(sources, after.policy);
  expect(resolved.feed?.events.map(({ extract }) => extract.template.name)).toEqual(["T1", "T2", "T1"]);
  expect(loader.resolveFeed(sources, after.policy)).toBe(resolved);

  const kept = textsOf(withFeeds).files;
  expect(loader.findFeedSources(kept, "F")?.templates.map(({ value }) => value.name)).toEqual(["T1", "T2"]);
  expect(
    loader.findFeedSources(
      kept.filter(({ path }) => !path.includes("t2")),
      "F",
    ),
  ).toBeUndefined();
  expect(loader.findFeedSources(kept, "B")).toBeUndefined();
});
