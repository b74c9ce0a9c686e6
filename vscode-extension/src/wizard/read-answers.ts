import type { When } from "../form/form-actions.ts";
import { isMapping, type JsonMap } from "../form/yaml/json.ts";
import type { WizardAnswers, WizardType } from "./answers.ts";

const types = { day: "daily", week: "weekly", month: "monthly" } as const;

/** What a document says, as answers. */
export function answersOf(document: JsonMap): WizardAnswers {
  const { window, schedule, output } = document;
  const inner = isMapping(window) ? window : isMapping(schedule) ? schedule : {};
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  const zone = text(inner["timezone"]);
  const compress = isMapping(output) ? output["compress"] : undefined;
  const times: Partial<Record<keyof When | "day" | "at" | "cron" | "start" | "end", string | number>> = {};
  for (const key of ["start", "end", "at", "cron"] as const) {
    const value = text(inner[key]);
    if (value !== undefined) times[key] = value;
  }
  const day = inner["day"];
  return {
    ...times,
    ...(typeof day === "string" || typeof day === "number" ? { day } : {}),
    name: text(document["name"]) ?? "",
    product: text(document["product"]) ?? "",
    template: text(document["template"]) ?? "",
    type: typeOf(document),
    shared: document["shared"] === true,
    zip: compress === undefined || compress === "zip",
    ...(zone !== undefined && { timezone: zone }),
  } as WizardAnswers;
}

/** When a document runs, as the wizard calls it. */
export function typeOf({ window, schedule }: JsonMap): WizardType {
  if (isMapping(window)) return "immediate";
  if (!isMapping(schedule)) return schedule === undefined ? "dispatched" : "daily";
  if (schedule["cron"] !== undefined) return "cron";
  return types[schedule["every"] as keyof typeof types] ?? "daily";
}

/** The name of the Schedule document that an extract uses. */
export function sharedSchedule({ schedule }: JsonMap): string | undefined {
  const name = isMapping(schedule) ? schedule["use"] : schedule;
  return typeof name === "string" ? name : undefined;
}
