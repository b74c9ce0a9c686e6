import { complete, hover, type LoadedProject, loadProject, resolveCompletion, type TextFile } from "../runner/src/language.ts";

/** A project as large as the largest that is promised for (issue 4). */
const templates = 300;
const fieldsOfTemplate = 300;
const extracts = 10_000;
const rounds = 300;

/** One question of an editor; `█` is the cursor. Each round asks it of a text that is new, as after a key stroke. */
interface Question {
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly asks: "completion" | "hover";
}

const extract = `kind: Extract
name: new
product: product
owner: amy
template: Template 150
`;
const chosen = Array.from({ length: 150 }, (_, number) => `  - Field ${number}\n`).join("");
const path = "extracts/new.extract.yaml";

const questions: readonly Question[] = [
  { name: "completion in `fields:`, a flow list", path, text: `${extract}fields: [█]\n`, asks: "completion" },
  { name: "completion in `fields:`, 150 chosen", path, text: `${extract}fields:\n${chosen}  - █\n`, asks: "completion" },
  { name: "completion in `template:`", path, text: extract.replace("Template 150", "█"), asks: "completion" },
  { name: "completion in `filter:`", path, text: `${extract}filter:\n  all:\n    - any:\n        - █\n`, asks: "completion" },
  { name: "completion of an operator", path, text: `${extract}filter: { Field 7: { █ } }\n`, asks: "completion" },
  { name: "completion of a zone", path, text: `${extract}window: { timezone: █ }\n`, asks: "completion" },
  {
    name: "completion in a template of 300 fields",
    path: "templates/t7.template.yaml",
    text: templateText(7).replace("column: c150, type: string", "column: █, type: string"),
    asks: "completion",
  },
  { name: "hover over a field", path, text: `${extract}fields: [Fie█ld 7]\n`, asks: "hover" },
  { name: "hover over a template", path, text: extract.replace("Template 150", "Temp█late 150"), asks: "hover" },
  { name: "hover over a key", path, text: `${extract}sched█ule: { every: day }\n`, asks: "hover" },
  {
    name: "hover over a field in a template of 300",
    path: "templates/t7.template.yaml",
    text: templateText(7).replace("  Field 150:", "  Fie█ld 150:"),
    asks: "hover",
  },
];

/** Times of what an editor asks at every key stroke, in a large project: a Markdown table. */
export function benchLanguage(): string {
  const started = performance.now();
  const project = largeProject();
  const loaded = `${templates} templates of ${fieldsOfTemplate} fields, ${extracts} extracts`;
  console.error(`Loaded ${loaded} in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  const rows = questions.map((question) => {
    const times = ask(question, project);
    const [median, p95] = [0.5, 0.95].map((share) => times[Math.floor(share * times.length)]?.toFixed(2));
    return `| ${question.name} | ${median} | ${p95} | ${times.at(-1)?.toFixed(2)} |`;
  });
  return `### Language: ${loaded}\n\n| asked | median ms | p95 ms | most ms |\n|---|---|---|---|\n${rows.join("\n")}\n`;
}

/** Milliseconds of each round, in order of length. The first rounds count: nothing is warm when somebody starts to write. */
function ask({ path, text, asks, name }: Question, project: LoadedProject): readonly number[] {
  const times = Array.from({ length: rounds }, (_, round) => {
    const changed = `${text}# ${round}\n`;
    const offset = changed.indexOf("█");
    const file = { path, text: changed.replace("█", "") };
    const started = performance.now();
    const answer =
      asks === "hover" ? hover(file, offset, project, "2026-11-21T00:00:00Z") : completeAndShow(file, offset, project);
    const time = performance.now() - started;
    if (answer === undefined) throw new Error(`There is no answer to: ${name}`);
    return time;
  });
  return times.sort((one, other) => one - other);
}

/** The list, and the documentation of the one that is shown first. */
function completeAndShow(file: TextFile, offset: number, project: LoadedProject): unknown {
  const [first] = complete(file, offset, project, { today: "2026-11-21" });
  return first && resolveCompletion(first);
}

function largeProject(): LoadedProject {
  const files: TextFile[] = [
    {
      path: "datafeed.yaml",
      text: "kind: Project\nversion: 1\norganization: Bench\nusers: { amy: { role: developer } }\nproducts: { product: { name: Product, warehouse: sample } }\n",
    },
  ];
  for (let number = 0; number < extracts; number++) {
    files.push({ path: `extracts/e${number}.extract.yaml`, text: extractText(number) });
  }
  for (let number = 0; number < templates; number++) {
    files.push({ path: `templates/t${number}.template.yaml`, text: templateText(number) });
  }
  const loaded = loadProject({ files }, { today: "2026-11-21" });
  if (loaded.extracts.size !== extracts || loaded.templates.size !== templates) {
    throw new Error(`The project has errors: ${loaded.diagnostics[0]?.message}`);
  }
  return loaded;
}

function extractText(number: number): string {
  return `kind: Extract
name: extract ${number}
product: product
owner: amy
template: Template ${number % templates}
fields: [Field 1, Field 2, { field: Field 3, as: Three }, Field ${4 + (number % 200)}]
filter: { all: [{ Field 5: { in: [a, b] } }, { Field 6: { eq: c } }] }
schedule: { every: week, day: monday, at: "06:00" }
`;
}

function templateText(number: number): string {
  const fields = Array.from({ length: fieldsOfTemplate }, (_, field) => {
    if (field === 0) return "  Field 0: { column: c0, type: instant, description: When it happened. }\n";
    const more = field % 10 === 0 ? ", pii: name" : field % 7 === 0 ? ", values: [a, b, c]" : "";
    return `  Field ${field}: { column: c${field}, type: string, description: The field ${field} of this template.${more} }\n`;
  });
  return `kind: Template
name: Template ${number}
description: One row a thing of kind ${number}.
source: { table: bench.table_${number % 50} }
time: { field: Field 0 }
key: [Field 1]
fields:
${fields.join("")}`;
}
