import { html, nothing, type TemplateResult } from "lit";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatBytes, formatCount, formatDuration, formatTime, formatUtc } from "../shared/format.ts";
import type { GridColumn } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";
import { runStateWord } from "../shared/run-state-word.ts";
import { windowInWords } from "../shared/window-words.ts";
import { durationOf } from "./chart-layout.ts";
import { stateIcon } from "./run-words.ts";

export interface RunActions {
  log(run: RunView): void;
  download(run: RunView): void;
  cancel(run: RunView): void;
}

/** The table of runs. `now` ends those that go on. */
export function historyColumns(actions: RunActions, now: number): readonly GridColumn<RunView>[] {
  return [
    {
      id: "state",
      label: t("State"),
      width: 150,
      text: ({ state }) => runStateWord(state),
      cell: ({ state }) =>
        html`<span class="state ${state}"><span class="codicon codicon-${stateIcon(state)}" aria-hidden="true"></span>${runStateWord(state)}</span>`,
    },
    { id: "actions", label: t("Actions"), width: 76, text: () => "", uncopied: true, cell: (run) => actionsOf(run, actions) },
    {
      id: "started",
      label: t("Started"),
      width: 180,
      text: ({ startedAt }) => formatTime(startedAt),
      title: ({ startedAt }) => formatUtc(startedAt),
    },
    {
      id: "window",
      label: t("Window"),
      width: 235,
      text: ({ window }) => windowInWords(window),
      title: ({ window }) => windowInWords(window),
    },
    {
      id: "rows",
      label: t("Rows"),
      width: 80,
      align: "end",
      text: ({ rows }) => (rows === undefined ? "" : formatCount(rows)),
    },
    {
      id: "bytes",
      label: t("Size"),
      width: 80,
      align: "end",
      text: ({ bytes }) => (bytes === undefined ? "" : formatBytes(bytes)),
      title: ({ bytes }) => (bytes === undefined ? undefined : t("{0} bytes", formatCount(bytes))),
    },
    { id: "duration", label: t("Duration"), width: 104, align: "end", text: (run) => formatDuration(durationOf(run, now)) },
    { id: "who", label: t("Who"), width: 90, text: ({ requester }) => requester, title: ({ reason }) => reason },
    { id: "error", label: t("Error"), width: 160, grows: true, text: errorOf, title: (run) => errorOf(run) || undefined },
  ];
}

function errorOf({ error }: RunView): string {
  return error === undefined ? "" : `${error.message} (${error.code})`;
}

function actionsOf(run: RunView, { log, download, cancel }: RunActions): TemplateResult {
  const button = (icon: string, label: string, act: (run: RunView) => void): TemplateResult => html`<button
    class="df-icon"
    tabindex="-1"
    data-stop
    aria-label=${label}
    title=${label}
    @click=${() => act(run)}
  ><span class="codicon codicon-${icon}" aria-hidden="true"></span></button>`;
  return html`${button("output", t("Show Log"), log)}
  ${run.state === "published" ? button("cloud-download", t("Download"), download) : nothing}
  ${run.state === "running" ? button("debug-stop", t("Cancel"), cancel) : nothing}`;
}
