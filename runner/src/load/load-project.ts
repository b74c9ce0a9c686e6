import type { LoadedProject } from "./project-documents.ts";
import { type LoadOptions, type LoadTexts, ProjectLoader } from "./project-loader.ts";

export type { LoadOptions } from "./project-loader.ts";

/**
 * Texts -> documents: parsed, validated, their references followed, frozen. Pure: no files, clock or environment. A mistake is
 * a diagnostic with its place; an unsound document is left out and never stops the others. Never throws for a text's content.
 * What could not be read stays in the texts' own diagnostics.
 */
export function loadProject(texts: LoadTexts, options: LoadOptions): LoadedProject {
  const steps = new ProjectLoader().load(texts, options);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
