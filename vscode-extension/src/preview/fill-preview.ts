import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import { checkSound, fileOf } from "../runs/mistakes.ts";
import { isPartOf, saveDocumentsOf } from "../runs/save-documents.ts";
import { withRange } from "../runs/with-range.ts";
import type { Services } from "../services.ts";
import { Page } from "../webview/page.ts";
import { openExtract } from "./open-extract.ts";
import type { PreviewPage } from "./preview-messages.ts";
import type { PreviewSql } from "./preview-sql.ts";

/** The host's side of one preview. */
export function fillPreview(
  { context, desks, projects }: Services,
  sql: PreviewSql,
  panel: vscode.WebviewPanel,
  extract: string,
): Page<PreviewPage> {
  /** Given by the person, for an extract that has no window of its own. */
  let range: Range | undefined;
  const page = new Page<PreviewPage>(panel.webview, {
    name: "preview",
    title: panel.title,
    extensionUri: context.extensionUri,
    answers: {
      about: async () => {
        await projects.ready();
        return { extract, document: projects.current !== undefined && fileOf(extract, projects.current) !== undefined };
      },
      load: async (signal) => {
        if (desks.place?.type === "project") {
          if (!(await saveDocumentsOf(extract, projects))) return null;
          await checkSound(extract, projects);
        }
        const desk = await desks.current();
        // While a session was started somebody may have closed the panel.
        signal.throwIfAborted();
        const most = vscode.workspace.getConfiguration("datafeed").get("preview.rows", 100);
        try {
          let begun = 0;
          const asked = await withRange(desk, extract, range, (given) => {
            begun = performance.now();
            return desk.preview({ extract, ...given, rows: most }, signal);
          });
          range = asked.range;
          sql.set(extract, asked.answer.sql);
          return { view: asked.answer, most, elapsedMs: performance.now() - begun };
        } catch (error) {
          if (error instanceof vscode.CancellationError) return null;
          throw error;
        }
      },
      openSql: () => sql.open(extract),
      openDocument: () => openExtract(projects, extract),
      copy: async (_signal, text) => vscode.env.clipboard.writeText(text),
    },
  });

  const saved = vscode.workspace.onDidSaveTextDocument((document) => {
    if (isPartOf(extract, projects, document)) page.tell("saved", null);
  });
  panel.onDidDispose(() => saved.dispose());
  return page;
}
