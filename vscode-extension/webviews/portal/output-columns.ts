import { html, nothing, type TemplateResult } from "lit";
import type { OutputRow, PortalCommand } from "../../src/portal/portal-messages.ts";
import { formatAge, formatBytes, formatCount, formatTime, formatUtc } from "../shared/format.ts";
import type { GridColumn } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";
import type { MenuItem } from "../shared/menu-button.ts";
import { actionButton, actionsColumn } from "./row-actions.ts";

export interface OutputActions {
  execute(command: PortalCommand, target: object): void;
  remove(row: OutputRow): void;
}

/** The columns of the portal's grid (SEEDS 17 to 23). `owners` are offered to the filter. */
export function outputColumns(actions: OutputActions, owners: readonly string[]): readonly GridColumn<OutputRow>[] {
  return [
    {
      id: "name",
      label: t("Extract Name"),
      width: 240,
      grows: true,
      wraps: true,
      text: ({ name }) => name,
      title: ({ name, rows }) => t("{0}\n{1} rows", name, formatCount(rows)),
      sortable: true,
      filter: { type: "text" },
    },
    {
      id: "owner",
      label: t("Owner"),
      width: 90,
      text: ({ owner }) => owner,
      sortable: true,
      filter: { type: "text", whole: true, known: owners },
    },
    {
      id: "modified",
      label: t("Last Modified"),
      width: 168,
      text: ({ modifiedAt }) => formatTime(modifiedAt),
      title: ({ modifiedAt }) => `${formatUtc(modifiedAt)}\n${formatAge(modifiedAt, Date.now())}`,
      sortable: true,
      filter: { type: "range", of: "day" },
    },
    {
      id: "type",
      label: t("Type"),
      width: 92,
      text: ({ shared }) => (shared ? t("shared") : t("private")),
      cell: ({ shared }) =>
        html`<span class="codicon codicon-${shared ? "organization" : "lock"}" aria-hidden="true"></span> ${shared ? t("shared") : t("private")}`,
      title: ({ shared, owner }) =>
        shared ? t("Everybody in the organization may read it") : t("{0} and admins may read it", owner),
      sortable: true,
      filter: {
        type: "choice",
        options: [
          { value: "private", label: t("private") },
          { value: "shared", label: t("shared") },
        ],
      },
    },
    {
      id: "size",
      label: t("Size"),
      width: 88,
      align: "end",
      text: ({ bytes }) => formatBytes(bytes),
      title: ({ bytes, rows }) => t("{0} bytes, {1} rows", formatCount(bytes), formatCount(rows)),
      sortable: true,
      filter: { type: "range", of: "bytes" },
    },
    {
      id: "status",
      label: t("Status"),
      width: 110,
      text: ({ state }) => stateWords(state),
      cell: status,
      title: ({ drift, pinned }) =>
        [
          ...(pinned ? [t("Pinned: retention leaves it alone")] : []),
          ...(drift === undefined || drift === 0 ? [] : [t("{0} rows arrived after it was published", formatCount(drift))]),
        ].join("\n") || undefined,
      filter: {
        type: "choice",
        options: (["published", "decided", "deleted"] as const).map((state) => ({ value: state, label: stateWords(state) })),
      },
    },
    actionsColumn((row) => actionButtons(row, actions)),
  ];
}

function stateWords(state: OutputRow["state"]): string {
  switch (state) {
    case "published":
      return t("Published");
    case "decided":
      return t("Completing");
    case "deleted":
      return t("Deleted");
  }
}

const stateIcons = { published: "pass", decided: "sync", deleted: "trash" } as const;

function status({ state, drift, pinned }: OutputRow): TemplateResult {
  return html`<span class="codicon codicon-${stateIcons[state]} df-state-${state}" aria-hidden="true"></span> ${stateWords(state)}
    ${pinned ? html`<span class="codicon codicon-pinned" aria-label=${t("pinned")}></span>` : nothing}
    ${drift === undefined || drift === 0 ? nothing : html`<span class="codicon codicon-warning" aria-label=${t("late rows")}></span>`}`;
}

function actionButtons(row: OutputRow, actions: OutputActions): TemplateResult {
  const { id, extract, name, state } = row;
  const outputs = { outputs: [id] };
  const button = (icon: string, label: string, run: () => void, isEnabled = true): TemplateResult =>
    actionButton({ icon, label, of: name, isEnabled, run });
  return html`<span class="df-actions">
    ${button("cloud-download", t("Download"), () => actions.execute("datafeed.download", outputs), state === "published")}
    ${button("trash", t("Delete"), () => actions.remove(row), row.deletable)}
    ${button("go-to-file", t("Open YAML"), () => actions.execute("datafeed.openYaml", { extract }))}
    ${button("debug-restart", t("Run Again"), () => actions.execute("datafeed.run", { extract }))}
    <df-menu-button .label=${t("More actions")} .icon=${"ellipsis"} .items=${() => more(row, actions)}></df-menu-button>
  </span>`;
}

function more({ id, extract, local }: OutputRow, { execute }: OutputActions): readonly MenuItem[] {
  const outputs = { outputs: [id] };
  return [
    ...(local
      ? [
          { label: t("Open"), icon: "file", run: () => execute("datafeed.openOutput", outputs) },
          { label: t("Reveal in Folder"), icon: "folder-opened", run: () => execute("datafeed.revealOutput", outputs) },
        ]
      : []),
    { label: t("Show Log"), icon: "output", run: () => execute("datafeed.showLog", { run: id }) },
    { label: t("Show Run History"), icon: "graph", run: () => execute("datafeed.showHistory", { extract }) },
  ];
}
