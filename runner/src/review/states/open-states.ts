import { type ConnectionsInForce, connectionsInForce } from "../../connect/connections-in-force.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { hasErrors } from "../../errors/diagnostic.ts";
import { inSlices } from "../../errors/in-slices.ts";
import type { LoadedProject } from "../../load/project-documents.ts";
import { ProjectLoader } from "../../load/project-loader.ts";
import type { ConnectionsPlaces } from "../../project/connections-file.ts";
import { projectFile } from "../../project/document-files.ts";
import { LocalRepository } from "../../project/git/local-repository.ts";
import { type KnownBlobs, readProjectAt, type TextsAt } from "../../project/git/read-project-at.ts";
import type { ProjectTexts, TextFile } from "../../project/project-texts.ts";
import { readProject, readProjectConnections } from "../../project/read-project.ts";
import type { StateName } from "../plan-report.ts";
import type { ProjectState } from "../project-state.ts";
import { type ChosenState, chooseStates, type StateOptions, workingTree } from "./choose-states.ts";

/** Which project and which states of it. */
export interface OpenStatesOptions extends StateOptions {
  /** The project's folder. */
  readonly root: string;
  readonly connections: ConnectionsPlaces;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  readonly signal?: AbortSignal;
}

/** Both states, loaded. */
export interface OpenStates {
  readonly base: ProjectState;
  readonly head: ProjectState;
  /** The project's in its repository; empty for the root. */
  readonly folder: string;
  /** The same for both states: they belong to where the plan is made, not to what is compared. */
  readonly connections?: ConnectionsInForce;
  readonly remarks: readonly string[];
}

/**
 * Reads and loads the two states of a project that are compared. Texts that both have are parsed once, and extracts for which
 * nothing changes are the same objects in both. A state without datafeed.yaml is an empty one, where it is the base. Errors:
 * those of `chooseStates`, `git-repository-missing`, `git-missing`, and those of the room project.
 */
export async function openStates(options: OpenStatesOptions): Promise<OpenStates> {
  const { root, today, signal } = options;
  const repository = await LocalRepository.around(root, signal);
  const chosen = await chooseStates(repository, options);
  const base = await readBase(repository, chosen.base);
  const head = await readHead(repository, chosen.head, base.blobs, options);
  const { connections } = head.texts;
  const around = connections === undefined ? {} : { connections };

  const loader = new ProjectLoader();
  const loadedHead = await inSlices(loader.load({ files: head.texts.files, ...around }, { today }));
  let loadedBase = await inSlices(loader.load({ files: base.files, ...around }, { today }));
  // What the connections of now say may not be what they said then: a document of the base is not unsound for that.
  if (hasErrors(loadedBase.diagnostics)) loadedBase = await inSlices(new ProjectLoader().load(base, { today }));
  const value = loadedHead.connections?.value;
  return {
    base: state(nameOf(chosen.base), loadedBase, base),
    head: state(head.name, loadedHead, head.texts),
    folder: repository.place.folder,
    ...(value !== undefined && { connections: connectionsInForce(head.texts, value) }),
    remarks: chosen.remarks,
  };

  function state(name: StateName, loaded: LoadedProject, texts: Pick<TextsAt, "files" | "diagnostics">): ProjectState {
    return {
      name,
      loaded,
      texts: textsByPath(texts.files),
      diagnostics: [...texts.diagnostics, ...loaded.diagnostics],
      ...(value !== undefined && { connections: value, trusted: connections?.trusted === true }),
    };
  }
}

const nothing: TextsAt = { files: [], diagnostics: [], blobs: new Map() };

async function readBase(repository: LocalRepository, { commit }: ChosenState): Promise<TextsAt> {
  if (commit === undefined) return nothing;
  try {
    return await readProjectAt(repository, commit);
  } catch (error) {
    // The project is new.
    if (error instanceof DatafeedError && error.code === "project-missing") return nothing;
    throw error;
  }
}

async function readHead(
  repository: LocalRepository,
  chosen: ChosenState,
  blobs: KnownBlobs,
  { root, connections, signal }: OpenStatesOptions,
): Promise<{ readonly name: StateName; readonly texts: ProjectTexts }> {
  if (chosen.commit !== undefined) {
    const { files, diagnostics } = await readDeletable(repository, chosen.commit, blobs);
    const around = readProjectConnections(root, connections);
    return { name: nameOf(chosen), texts: { ...around, files, diagnostics: [...diagnostics, ...around.diagnostics] } };
  }
  const texts = await readProject(root, { connections, ...(signal !== undefined && { signal }) });
  const commit = await repository.commitOf("HEAD");
  if (commit === undefined) return { name: { name: workingTree, dirty: true }, texts };
  const committed = await readCommitted(repository, commit, blobs);
  return { name: { name: workingTree, commit, dirty: !isSame(committed, texts.files) }, texts };
}

/** A change may delete the project: then every document is removed, and that there is none stands among the diagnostics. */
async function readDeletable(repository: LocalRepository, commit: string, blobs: KnownBlobs): Promise<TextsAt> {
  try {
    return await readProjectAt(repository, commit, blobs);
  } catch (error) {
    if (!(error instanceof DatafeedError) || error.code !== "project-missing") throw error;
    const { code, message } = error;
    return { ...nothing, diagnostics: [{ code, severity: "error", message, file: projectFile }] };
  }
}

async function readCommitted(repository: LocalRepository, commit: string, blobs: KnownBlobs): Promise<readonly TextFile[]> {
  try {
    return (await readProjectAt(repository, commit, blobs)).files;
  } catch (error) {
    if (error instanceof DatafeedError && error.code === "project-missing") return [];
    throw error;
  }
}

function isSame(one: readonly TextFile[], other: readonly TextFile[]): boolean {
  return one.length === other.length && one.every(({ path, text }, at) => other[at]?.path === path && other[at].text === text);
}

function nameOf({ name, commit }: ChosenState): StateName {
  return { name, ...(commit !== undefined && { commit }) };
}

function textsByPath(files: readonly TextFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, text }) => [path, text]));
}
