import { readdirSync, readFileSync } from "node:fs";

/** A JSON Schema, as far as the pages show it. */
interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly patternText?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly secret?: boolean;
}

interface Page {
  readonly path: string;
  readonly text: string;
}

/** A mapping that gets a table of its own: where it stands, and what it may hold. */
interface Section {
  readonly path: string;
  readonly schema: Schema;
}

const banner = "<!-- Generated from schemas/*.schema.json by `npm run generate`. Do not edit. -->";

/** What the documents share, and the records of the HTTP API: docs/openapi.json has those. */
const shownElsewhere: ReadonlySet<string> = new Set(["common.schema.json", "api.schema.json"]);

/** Pages that show how the documents are written. */
const guides: Readonly<Record<string, string>> = {
  "test.schema.json": "What a test is for, by example: [Tests of extracts](../configuration-tests.md).",
  "template.schema.json": "Objects, lists and child rows by example: [How to write nested JSON](../nested-json.md).",
};

/** docs/reference: a page for each kind of document, and an index. */
export function referencePages(): Page[] {
  const names = readdirSync("schemas")
    .filter((name) => name.endsWith(".schema.json") && !shownElsewhere.has(name))
    .sort();
  const pages = names.map((name) => {
    const schema = readSchema(name);
    return { path: `docs/reference/${name.replace(".schema.json", ".md")}`, text: new PageWriter(name).write(schema), schema };
  });
  const list = pages.map(({ path, schema }) => `- [${schema.title}](${path.split("/").at(-1)}): ${schema.description}`);
  const index = `${banner}\n\n# Reference\n\nEvery key of every document. The same texts are shown by editors.\n\n${list.join("\n")}\n- [Keys of interaction analytics](interaction-analytics-keys.md): Every key of a record of that export with its type and meaning.\n- [Command line](cli.md): Every verb with its arguments, options and examples.\n`;
  return [{ path: "docs/reference/README.md", text: index }, ...pages.map(({ path, text }) => ({ path, text }))];
}

class PageWriter {
  readonly #file: string;
  /** Where the table of each mapping stands. */
  readonly #shown = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
  }

  write(schema: Schema): string {
    const parts = [
      banner,
      `# ${schema.title}`,
      schema.description ?? "",
      guides[this.#file] ?? "",
      ...this.#tables({ path: "", schema }),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  }

  /** The table of a mapping, then those of the mappings inside it. */
  #tables({ path, schema }: Section): string[] {
    const prefix = path === "" ? "" : `${path}.`;
    const { properties = {}, additionalProperties } = schema;
    const entries = [
      ...Object.entries(properties).map(([key, value]) => ({ key, value, title: `\`${key}\`` })),
      ...(typeof additionalProperties === "object" ? [{ key: "<name>", value: additionalProperties, title: "any name" }] : []),
    ].map(({ key, value, title }) => {
      const resolved = this.#resolve(value);
      return { key, title, resolved, sections: this.#sections(`${prefix}${key}`, resolved) };
    });
    const inside = entries.flatMap(({ sections }) => sections).filter((section) => this.#isNew(section));
    const rows = entries.map(({ key, title, resolved, sections }) => {
      const otherwise = schema.required?.includes(key) ? "**required**" : key === "<name>" ? "" : code(resolved.default);
      const text = [this.#describe(resolved), this.#elsewhere(sections)].filter((part) => part !== "").join(" ");
      return row([title, this.#typeOf(resolved), otherwise, text, code(resolved.examples?.[0])]);
    });
    const head = [row(["key", "type", "default", "description", "example"]), row(["---", "---", "---", "---", "---"])];
    return [[...head, ...rows].join("\n"), ...inside.flatMap((section) => this.#titled(section))];
  }

  #titled(section: Section): string[] {
    return [`## \`${section.path}\``, section.schema.description ?? "", ...this.#tables(section)];
  }

  /** A definition that stands at several places, or contains itself, is shown once: at the first place, the outer one. */
  #isNew({ path, schema }: Section): boolean {
    const key = identity(schema);
    if (this.#shown.has(key)) return false;
    this.#shown.set(key, path);
    return true;
  }

  /** Links to the tables of these mappings that stand under another heading. */
  #elsewhere(sections: readonly Section[]): string {
    const places = sections.flatMap(({ path, schema }) => {
      const place = this.#shown.get(identity(schema));
      return place === undefined || place === path ? [] : [`[\`${place}\`](#${anchor(place)})`];
    });
    return places.length === 0 ? "" : `See ${[...new Set(places)].join(", ")}.`;
  }

  /** The mappings that a value may be, or hold as a list. */
  #sections(path: string, schema: Schema): Section[] {
    const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((branch) => {
      const resolved = this.#resolve(branch);
      const type = resolved.properties?.["type"]?.const;
      return this.#sections(type === undefined ? path : `${path} (${String(type)})`, resolved);
    });
    const items = schema.items === undefined ? [] : this.#sections(`${path}[]`, this.#resolve(schema.items));
    const isMapping = schema.properties !== undefined || typeof schema.additionalProperties === "object";
    return [...(isMapping && schema.oneOf === undefined ? [{ path, schema }] : []), ...branches, ...items];
  }

  #typeOf(schema: Schema): string {
    if (schema.const !== undefined) return code(schema.const);
    if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
    const branches = schema.anyOf ?? schema.oneOf;
    if (branches !== undefined) {
      return [...new Set(branches.map((branch) => this.#typeOf(this.#resolve(branch))))].join(" or ");
    }
    if (schema.type === "array")
      return `list of ${schema.items === undefined ? "values" : this.#typeOf(this.#resolve(schema.items))}`;
    const range =
      schema.minimum === undefined
        ? ""
        : ` from ${schema.minimum}${schema.maximum === undefined ? "" : ` to ${schema.maximum}`}`;
    return `${[schema.type ?? "object"].flat().map(typeName).join(" or ")}${range}`;
  }

  #describe(schema: Schema): string {
    const pattern = schema.patternText === undefined ? "" : ` Written as ${schema.patternText}.`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
    const secret = schema.secret ? " Accepts `${env:NAME}` and `${file:PATH}`." : "";
    return `${schema.description ?? ""}${pattern}${secret}`.trim();
  }

  /** What a reference leads to, with what is said beside it in front. */
  #resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const [name = "", pointer = ""] = schema.$ref.split("#");
    let target: unknown = readSchema(name);
    for (const step of pointer.split("/").slice(1)) target = (target as Record<string, unknown>)[step];
    const { $ref, ...beside } = schema;
    return { ...this.#resolve(target as Schema), ...beside };
  }
}

/** Of equal identity are mappings that hold the same keys. */
function identity({ properties, additionalProperties }: Schema): string {
  return JSON.stringify([properties, additionalProperties]);
}

/** Where GitHub puts a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

function typeName(type: string): string {
  return { object: "mapping", integer: "whole number", string: "text", boolean: "true or false" }[type] ?? type;
}

function code(value: unknown): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `\`${text === "\t" ? "\\t" : text}\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

/** A schema; its references to itself name it, for its definitions stand in the pages of others, too. */
function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(`schemas/${name}`, "utf8"), (key, value) =>
    key === "$ref" && typeof value === "string" && value.startsWith("#") ? `${name}${value}` : value,
  ) as Schema;
}
