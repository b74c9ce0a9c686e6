import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { createExtract } from "./create-extract.ts";
import { runOnce } from "./run-once.ts";

/** The wizard for a new extract, and the one for a narrowed run. */
export function registerWizard(services: Services): void {
  registerCommand(services.context, "datafeed.createExtract", () => createExtract(services));
  registerCommand(services.context, "datafeed.runOnce", (target?: unknown) => runOnce(services, target));
}
