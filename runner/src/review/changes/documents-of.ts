import type { Loaded, ResolvedExtract, ResolvedFeed, Schedule, Template } from "../../load/project-documents.ts";
import type { DocumentKind } from "../plan-report.ts";
import type { ProjectState } from "../project-state.ts";
import type { Named } from "./match-documents.ts";

/** A document of one state, sound or not. */
export interface StateDocument<Value> extends Named {
  readonly file: string;
  /** Absent for one with errors. */
  readonly value?: Value;
  /** Of one with errors: the text of its file, by which it is compared. */
  readonly text?: string;
}

/** The extracts of a state, unsound ones as far as they were read. */
export function extractsOf(state: ProjectState): readonly StateDocument<ResolvedExtract>[] {
  const sound = [...state.loaded.extracts.values()].map((extract) => ({
    name: extract.name,
    ...(extract.id !== undefined && { id: extract.id }),
    file: extract.file,
    value: extract,
  }));
  return [...sound, ...unsoundOf<ResolvedExtract>(state, "Extract")];
}

/** The feeds of a state, unsound ones as far as they were read. */
export function feedsOf(state: ProjectState): readonly StateDocument<ResolvedFeed>[] {
  const sound = [...state.loaded.feeds.values()].map((feed) => ({
    name: feed.name,
    ...(feed.id !== undefined && { id: feed.id }),
    file: feed.file,
    value: feed,
  }));
  return [...sound, ...unsoundOf<ResolvedFeed>(state, "Feed")];
}

/** The templates of a state, unsound ones as far as they were read. */
export function templatesOf(state: ProjectState): readonly StateDocument<Template>[] {
  return [...placed(state.loaded.templates), ...unsoundOf<Template>(state, "Template")];
}

/** The named schedules of a state, unsound ones as far as they were read. */
export function schedulesOf(state: ProjectState): readonly StateDocument<Schedule>[] {
  return [...placed(state.loaded.schedules), ...unsoundOf<Schedule>(state, "Schedule")];
}

function placed<Value extends Named>(documents: ReadonlyMap<string, Loaded<Value>>): readonly StateDocument<Value>[] {
  return [...documents.values()].map(({ file, value }) => ({
    name: value.name,
    ...(value.id !== undefined && { id: value.id }),
    file,
    value,
  }));
}

function unsoundOf<Value>({ loaded, texts }: ProjectState, kind: DocumentKind): readonly StateDocument<Value>[] {
  return loaded.unsound
    .filter((document) => document.kind === kind)
    .map(({ name, id, file }) => ({ name, ...(id !== undefined && { id }), file, text: texts.get(file) ?? "" }));
}
