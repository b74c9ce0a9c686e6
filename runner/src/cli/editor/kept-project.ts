import type { Documents } from "../../commands/estate.ts";
import type { ConnectionsInForce } from "../../connect/connections-in-force.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { inSlices } from "../../errors/in-slices.ts";
import { loadProject } from "../../load/load-project.ts";
import { ProjectLoader } from "../../load/project-loader.ts";
import type { ConnectionsPlaces } from "../../project/connections-file.ts";
import type { ProjectTexts } from "../../project/project-texts.ts";
import { FolderReader, readProjectConnections } from "../../project/read-project.ts";
import type { ProjectOptions } from "../common-options.ts";
import { documentsOf } from "../runtime.ts";
import { connectionsPlaces, inForce, projectFolder, type Session, today } from "../session.ts";

const none: Documents = {
  project: undefined,
  extracts: new Map(),
  feeds: new Map(),
  refused: [],
  provenance: { approval: "unknown" },
};

/**
 * A project that is asked for again and again: what has changed since is read anew when somebody needs it, the rest is kept.
 * Nothing is watched, so that nothing is missed either: a look at 10,000 files takes less than a query.
 */
export class KeptProject {
  /** The project's folder as it was named, absolute. */
  readonly folder: string;
  readonly #places: ConnectionsPlaces;
  readonly #reader: FolderReader;
  readonly #loader = new ProjectLoader();
  #read: { readonly texts: ProjectTexts; readonly day: string; readonly session: Session } | undefined;
  #documents = none;
  #connections: { readonly key: string; readonly inForce: ConnectionsInForce | DatafeedError } | undefined;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(options: ProjectOptions) {
    this.folder = projectFolder(options);
    this.#places = connectionsPlaces(options);
    this.#reader = new FolderReader(this.folder, this.#places);
  }

  /** The folder with its links resolved. Errors: `project-missing`, `connections-missing`. */
  get root(): string {
    return readProjectConnections(this.folder, this.#places).root;
  }

  /** As of the last look. */
  documents(): Documents {
    return this.#documents;
  }

  /** As of the last look. Errors: `connection-unknown`, `connections-missing`, `project-missing`. */
  get connections(): ConnectionsInForce {
    const known = this.#connections?.inForce;
    if (known === undefined || known instanceof DatafeedError) throw known ?? new Error("nobody has looked yet");
    return known;
  }

  /** Takes what the connections say now; those with mistakes are told when somebody needs them. */
  lookAtConnections(): void {
    try {
      this.#takeConnections(readProjectConnections(this.folder, this.#places));
    } catch (error) {
      if (!(error instanceof DatafeedError)) throw error;
      this.#connections = { key: "", inForce: error };
    }
  }

  /** Takes what documents and connections say now. Errors: `project-missing`, `connections-missing`. */
  look(): Promise<void> {
    if (this.#looking === undefined) return this.#begin();
    // What is under way may have passed by what has changed just now: one more look, for all who ask meanwhile.
    this.#next ??= this.#looking
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#begin();
      });
    return this.#next;
  }

  #begin(): Promise<void> {
    const looking = this.#look().finally(() => {
      if (this.#looking === looking) this.#looking = undefined;
    });
    this.#looking = looking;
    return looking;
  }

  async #look(): Promise<void> {
    const texts = await this.#reader.read();
    const day = today();
    const before = this.#read;
    this.#takeConnections(texts);
    if (before !== undefined && before.day === day && areSame(before.texts, texts)) return;
    const loaded = await inSlices(this.#loader.load(texts, { today: day }));
    const session = { texts, loaded, diagnostics: [...texts.diagnostics, ...loaded.diagnostics] };
    this.#read = { texts, day, session };
    this.#documents = documentsOf(session);
  }

  /** What is the same stays the same object: what is open of it stays open. */
  #takeConnections(texts: ProjectTexts): void {
    const { root, connections, diagnostics } = texts;
    const key = JSON.stringify([root, connections, connections === undefined ? diagnostics : []]);
    if (key === this.#connections?.key) return;
    const alone = { ...texts, files: [] };
    const loaded = loadProject(alone, { today: today() });
    this.#connections = {
      key,
      inForce: tryInForce({ texts: alone, loaded, diagnostics: [...diagnostics, ...loaded.diagnostics] }),
    };
  }
}

function tryInForce(session: Session): ConnectionsInForce | DatafeedError {
  try {
    return inForce(session);
  } catch (error) {
    if (error instanceof DatafeedError) return error;
    throw error;
  }
}

function areSame(one: ProjectTexts, other: ProjectTexts): boolean {
  return (
    one.files.length === other.files.length &&
    one.files.every(({ path, text }, at) => path === other.files[at]?.path && text === other.files[at].text) &&
    one.connections?.text === other.connections?.text &&
    one.connections?.path === other.connections?.path &&
    JSON.stringify(one.diagnostics) === JSON.stringify(other.diagnostics)
  );
}
