import { type Command, Option } from "commander";
import { ledgerPlace } from "../connect/ledger-place.ts";
import type { ProjectOptions } from "./common-options.ts";

/** Where a verb works: on a server, or on a checkout with its ledger or a shared one. */
export interface ServerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly ledger?: string;
}

/** Options of the verbs that work on a checkout or on a server. */
export type PlaceOptions = ProjectOptions & ServerOptions;

/** Adds `--server`, `--token-file` and `--ledger`. A token is no option: every user of the machine could read it. */
export function withServer(command: Command): Command {
  return withLedger(command)
    .addOption(new Option("--server <url>", "ask this server; its token is in DATAFEED_TOKEN").env("DATAFEED_SERVER"))
    .addOption(new Option("--token-file <file>", "the token is in this file").env("DATAFEED_TOKEN_FILE"));
}

/** Adds `--ledger`. */
export function withLedger(command: Command): Command {
  return command.addOption(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
    new Option("--ledger <place>", "a file, postgres://…, or ${file:…} that holds one (default: .datafeed/ledger.sqlite)")
      .argParser(ledgerPlace)
      .env("DATAFEED_LEDGER"),
  );
}
