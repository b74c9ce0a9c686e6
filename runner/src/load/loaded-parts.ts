import type { Schedule, Template } from "../../../schemas/generated/documents.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { checkName } from "./check-name.ts";
import { checkSchedule } from "./check-schedule.ts";
import { checkTemplate } from "./check-template.ts";
import { type DocumentFindings, Findings } from "./findings.ts";
import { type OfKind, ofKind, place } from "./load-file.ts";
import type { Loaded } from "./project-documents.ts";
import type { Shelf } from "./resolve-schedule.ts";
import type { ValidatedDocument } from "./validate-document.ts";

type Part = OfKind<"Template"> | OfKind<"Schedule">;
type LoadedPart = Loaded<Template | Schedule>;

/** A template or schedule that was looked at by itself. */
interface CheckedPart {
  readonly failed: boolean;
  readonly loaded: LoadedPart;
  readonly findings: DocumentFindings;
  readonly diagnostics: readonly Diagnostic[];
}

interface Shelves {
  readonly templates: Shelf<Template>;
  readonly schedules: Shelf<Schedule>;
}

/** The templates and schedules of a project, each checked once, on shelves that stay the same objects while nothing changes. */
export class LoadedParts {
  #shelves: Shelves = { templates: emptyShelf(), schedules: emptyShelf() };
  readonly #checked = new WeakMap<ValidatedDocument, CheckedPart>();
  readonly #documents = new WeakMap<LoadedPart, ValidatedDocument>();

  /** The shelves for these documents, of which those in `single` have neither errors of their own nor another's name. */
  shelve(documents: readonly ValidatedDocument[], single: ReadonlySet<ValidatedDocument>, findings: Findings): Shelves {
    const templates = this.#shelf(ofKind(documents, "Template"), single, findings) as Shelf<Template>;
    const schedules = this.#shelf(ofKind(documents, "Schedule"), single, findings) as Shelf<Schedule>;
    this.#shelves = {
      templates: isSame(this.#shelves.templates, templates) ? this.#shelves.templates : templates,
      schedules: isSame(this.#shelves.schedules, schedules) ? this.#shelves.schedules : schedules,
    };
    return this.#shelves;
  }

  /** Shelves with the parts of one extract alone. */
  shelvesOf({ template, schedule }: { readonly template: Part; readonly schedule?: Part }): Shelves {
    const none = new Findings();
    return {
      templates: this.#shelf([template], new Set([template]), none) as Shelf<Template>,
      schedules: (schedule ? this.#shelf([schedule], new Set([schedule]), none) : emptyShelf()) as Shelf<Schedule>,
    };
  }

  /** A shelf with some templates alone. */
  templatesOf(templates: readonly OfKind<"Template">[]): Shelf<Template> {
    return this.#shelf(templates, new Set(templates), new Findings()) as Shelf<Template>;
  }

  /** What is known of a document that was looked at. */
  checked(document: ValidatedDocument): CheckedPart | undefined {
    return this.#checked.get(document);
  }

  /** Checks what a template or schedule says by itself. */
  check(document: Part): CheckedPart {
    const known = this.#checked.get(document);
    if (known !== undefined) return known;
    const found = new Findings();
    const findings = document.findings.fork(found);
    if (document.kind === "Template") {
      checkTemplate(findings, document.value);
    } else {
      checkName(findings, document.value.name);
      checkSchedule(findings, document.value, []);
    }
    findings.places.release();
    const loaded: LoadedPart = place(document.value, findings);
    const checked = { failed: findings.failed, loaded, findings, diagnostics: found.found };
    this.#checked.set(document, checked);
    this.#documents.set(loaded, document);
    return checked;
  }

  /** The document that stands on a shelf. */
  documentOf<Kind extends Part["kind"]>(kind: Kind, loaded: LoadedPart | undefined): OfKind<Kind> | undefined {
    const document = loaded && this.#documents.get(loaded);
    return document === undefined ? undefined : ofKind([document], kind)[0];
  }

  #shelf(documents: readonly Part[], single: ReadonlySet<ValidatedDocument>, findings: Findings): Shelf<Template | Schedule> {
    const sound = new Map<string, LoadedPart>();
    const unsound = new Set<string>();
    for (const document of documents) {
      const checked = single.has(document) ? this.check(document) : undefined;
      if (checked !== undefined) findings.add(...checked.diagnostics);
      if (checked === undefined || checked.failed) unsound.add(document.value.name);
      else sound.set(document.value.name, checked.loaded);
    }
    return { sound, unsound };
  }
}

function emptyShelf<Document>(): Shelf<Document> {
  return { sound: new Map(), unsound: new Set() };
}

function isSame<Document>(one: Shelf<Document>, other: Shelf<Document>): boolean {
  return (
    one.sound.size === other.sound.size &&
    one.unsound.size === other.unsound.size &&
    [...other.sound].every(([name, loaded]) => one.sound.get(name) === loaded) &&
    [...other.unsound].every((name) => one.unsound.has(name))
  );
}
