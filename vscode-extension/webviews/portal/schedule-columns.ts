import { html, nothing, type TemplateResult } from "lit";
import type { PortalCommand, ScheduleView } from "../../src/portal/portal-messages.ts";
import { formatAge, formatTime, formatUtc } from "../shared/format.ts";
import type { GridColumn } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";
import type { MenuItem } from "../shared/menu-button.ts";
import { runStateWord } from "../shared/run-state-word.ts";
import { actionButton, actionsColumn } from "./row-actions.ts";

export interface ScheduleActions {
  execute(command: PortalCommand, target: object): void;
  /** Shows or hides what is known of a schedule. */
  toggle(extract: string): void;
  isOpen(extract: string): boolean;
}

/** The columns of the list of schedules (SEEDS 16). */
export function scheduleColumns(actions: ScheduleActions): readonly GridColumn<ScheduleView>[] {
  return [
    {
      id: "extract",
      wraps: true,
      label: t("Extract"),
      width: 140,
      text: ({ extract }) => extract,
      sortable: true,
      filter: { type: "text" },
    },
    { id: "product", label: t("Product"), width: 100, wraps: true, text: ({ product }) => product.name, sortable: true },
    {
      id: "words",
      label: t("Schedule"),
      width: 170,
      grows: true,
      wraps: true,
      text: ({ words }) => words,
      title: ({ words }) => words,
    },
    {
      id: "state",
      label: t("State"),
      width: 88,
      text: ({ state }) => stateWords(state),
      cell: ({ state }) =>
        html`<span class="codicon codicon-${stateIcons[state]} df-state-${state}" aria-hidden="true"></span> ${stateWords(state)}`,
      title: ({ pausedBy, pauseReason }) =>
        pausedBy === undefined ? undefined : t("Paused by {0}: {1}", pausedBy, pauseReason ?? t("no reason given")),
      sortable: true,
      filter: {
        type: "choice",
        single: true,
        options: (["active", "paused", "disabled"] as const).map((state) => ({ value: state, label: stateWords(state) })),
      },
    },
    {
      id: "next",
      label: t("Next Run"),
      width: 158,
      sortable: true,
      text: ({ nextRuns }) => (nextRuns[0] === undefined ? "–" : formatTime(nextRuns[0].due)),
      title: ({ nextRuns }) =>
        nextRuns[0] === undefined ? undefined : `${formatUtc(nextRuns[0].due)}\n${formatAge(nextRuns[0].due, Date.now())}`,
    },
    { id: "last", label: t("Last Run"), width: 170, text: lastWords, cell: lastCell, title: lastTitle },
    {
      id: "owed",
      label: t("Owed / Failed"),
      width: 120,
      align: "end",
      text: ({ owed, failed }) => `${owed} / ${failed}`,
      cell: ({ owed, failed }) => (failed === 0 ? `${owed} / 0` : html`${owed} / <span class="df-bad">${failed}</span>`),
      title: ({ owed, failed }) => t("Owed windows: {0}. Failed ones that wait for somebody: {1}.", owed, failed),
    },
    actionsColumn((row) => buttons(row, actions)),
  ];
}

const stateIcons = { active: "pass", paused: "debug-pause", disabled: "circle-slash" } as const;

function stateWords(state: ScheduleView["state"]): string {
  return { active: t("Active"), paused: t("Paused"), disabled: t("Disabled") }[state];
}

function lastWords({ lastRun }: ScheduleView): string {
  if (lastRun === undefined) return t("never");
  return t("{0}, {1}", runStateWord(lastRun.state), formatAge(lastRun.endedAt ?? lastRun.startedAt, Date.now()));
}

const runIcons: Readonly<Record<string, string>> = {
  published: "pass",
  failed: "error",
  running: "sync",
  cancelled: "circle-slash",
};

function lastCell(row: ScheduleView): TemplateResult {
  const { lastRun } = row;
  if (lastRun === undefined) return html`${lastWords(row)}`;
  return html`<span class="codicon codicon-${runIcons[lastRun.state] ?? "circle-outline"} df-state-${lastRun.state}" aria-hidden="true"></span> ${lastWords(row)}`;
}

function lastTitle({ lastRun }: ScheduleView): string | undefined {
  if (lastRun === undefined) return undefined;
  const at = lastRun.endedAt ?? lastRun.startedAt;
  return [`${formatTime(at)} (${formatUtc(at)})`, ...(lastRun.error === undefined ? [] : [lastRun.error.message])].join("\n");
}

function buttons(row: ScheduleView, actions: ScheduleActions): TemplateResult {
  const { extract, state } = row;
  const open = actions.isOpen(extract);
  const button = (icon: string, label: string, run: () => void): TemplateResult =>
    actionButton({ icon, label, of: extract, run });
  return html`<span class="df-actions">
    ${button(open ? "chevron-up" : "chevron-down", open ? t("Hide Details") : t("View Details"), () => actions.toggle(extract))}
    ${button("edit", t("Edit"), () => actions.execute("datafeed.openYaml", { extract }))}
    ${state === "active" ? button("debug-pause", t("Pause"), () => actions.execute("datafeed.pauseSchedule", { extract })) : nothing}
    ${state === "paused" ? button("debug-continue", t("Resume"), () => actions.execute("datafeed.resumeSchedule", { extract })) : nothing}
    ${button("trash", t("Delete"), () => actions.execute("datafeed.deleteSchedule", { extract }))}
    <df-menu-button .label=${t("More actions")} .icon=${"ellipsis"} .items=${() => more(extract, actions)}></df-menu-button>
  </span>`;
}

function more(extract: string, { execute }: ScheduleActions): readonly MenuItem[] {
  const target = { extract };
  return [
    { label: t("Run Now"), icon: "play", run: () => execute("datafeed.run", target) },
    { label: t("Backfill…"), icon: "history", run: () => execute("datafeed.backfill", target) },
    { label: t("Skip Windows…"), icon: "debug-step-over", run: () => execute("datafeed.skipWindows", target) },
    { label: t("Show Run History"), icon: "graph", run: () => execute("datafeed.showHistory", target) },
  ];
}
