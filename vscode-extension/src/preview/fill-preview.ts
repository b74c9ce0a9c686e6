import * as vscode from "vscode";
import type { Range } from "../../../runner/src/commands/commands.ts";
import type { DeskPlace } from "../desk/desk.ts";
import { checkSound, fileOf } from "../runs/mistakes.ts";
import { placeKey } from "../runs/place-key.ts";
import { isPartOf, saveDocumentsOf } from "../runs/save-documents.ts";
import { withRange } from "../runs/with-range.ts";
import type { Services } from "../services.ts";
import { Page } from "../webview/page.ts";
import { checkPlace, type PanelSubject } from "../webview/panel-subject.ts";
import { openExtract } from "./open-extract.ts";
import type { PreviewPage } from "./preview-messages.ts";
import type { PreviewSql } from "./preview-sql.ts";

/** The host's side of one preview. */
export function fillPreview(
  { context, desks, projects }: Services,
  sql: PreviewSql,
  panel: vscode.WebviewPanel,
  subject: PanelSubject,
): Page<PreviewPage> {
  const { extract } = subject;
  const check = (place: DeskPlace | undefined): void => checkPlace(subject, place, vscode.l10n.t);
  /** Given by the person, for an extract that has no window of its own. */
  let range: Range | undefined;
  const page = new Page<PreviewPage>(panel.webview, {
    name: "preview",
    title: panel.title,
    extensionUri: context.extensionUri,
    answers: {
      about: async () => {
        await projects.ready();
        return { ...subject, document: projects.current !== undefined && fileOf(extract, projects.current) !== undefined };
      },
      load: async (signal) => {
        check(desks.place);
        if (desks.place?.type === "project") {
          if (!(await saveDocumentsOf(extract, projects))) return null;
          await checkSound(extract, projects);
        }
        const desk = await desks.current();
        check(desk.place);
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
          sql.set(subject, asked.answer.sql);
          return { view: asked.answer, most, elapsedMs: performance.now() - begun };
        } catch (error) {
          if (error instanceof vscode.CancellationError) return null;
          throw error;
        }
      },
      openSql: () => sql.open(subject),
      openDocument: () => {
        check(desks.place);
        return openExtract(projects, extract);
      },
      copy: async (_signal, text) => vscode.env.clipboard.writeText(text),
    },
  });

  const saved = vscode.workspace.onDidSaveTextDocument((document) => {
    const here = desks.place !== undefined && placeKey(desks.place) === subject.place;
    if (here && isPartOf(extract, projects, document)) page.tell("saved", null);
  });
  panel.onDidDispose(() => saved.dispose());
  return page;
}
