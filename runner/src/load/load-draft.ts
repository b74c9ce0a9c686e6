import type { TextFile } from "../project/project-texts.ts";
import { Findings } from "./findings.ts";
import { loadFile, ofKind } from "./load-file.ts";
import type { LoadedProject, ResolvedExtract } from "./project-documents.ts";
import type { KeptProject, LoadOptions } from "./project-loader.ts";
import { resolveExtract, type Surroundings } from "./resolve-extract.ts";

/**
 * One text within a project that was loaded: its extracts as they are understood there, and what is wrong with them. It costs
 * what the text costs, however large the project is; what other extracts say to these (that a name is taken) is not looked at.
 * Pure.
 */
export function loadDraft(loaded: LoadedProject, file: TextFile, { today }: LoadOptions): LoadedProject {
  const read = loadFile(file, "authored");
  const found = new Findings();
  found.add(...read.diagnostics);
  const around = surroundingsOf(loaded, today);
  const extracts = new Map<string, ResolvedExtract>();
  for (const document of around === undefined ? [] : ofKind(read.documents, "Extract")) {
    if (document.findings.failed) continue;
    const findings = document.findings.fork(found);
    const extract = resolveExtract(findings, document.value, around!);
    findings.places.release();
    if (extract !== undefined) extracts.set(extract.name, extract);
  }
  return Object.freeze({ ...loaded, extracts, unsound: [], diagnostics: found.sorted(), documents: read.count });
}

function surroundingsOf(loaded: LoadedProject, today: string): Surroundings | undefined {
  const { policy } = loaded as Partial<KeptProject>;
  if (policy === undefined) return undefined;
  const unsound = (kind: "Template" | "Schedule"): ReadonlySet<string> => {
    return new Set(loaded.unsound.filter((each) => each.kind === kind).map(({ name }) => name));
  };
  return {
    ...policy,
    today,
    templates: { sound: loaded.templates, unsound: unsound("Template") },
    schedules: { sound: loaded.schedules, unsound: unsound("Schedule") },
  };
}
