import type { Command } from "commander";

/** A verb of the command line. Its module is loaded when the verb is used, and not before. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<VerbModule>;
}

/** What a verb's module gives: its arguments, options, examples and action. */
export interface VerbModule {
  configure(command: Command): void;
}

/** All verbs, in the order in which `datafeed --help` lists them. */
export const verbs: readonly Verb[] = [
  {
    name: "quickstart",
    summary: "make a sample warehouse and run the immediate extracts",
    load: () => import("./verbs/quickstart.ts"),
  },
  { name: "init", summary: "scaffold a project in an empty folder", load: () => import("./verbs/init.ts") },
  { name: "new", summary: "write a new extract, by questions and answers", load: () => import("./verbs/new.ts") },
  { name: "validate", summary: "check every document of the project", load: () => import("./verbs/validate.ts") },
  {
    name: "plan",
    summary: "say what a change will do, before it is merged",
    load: () => import("./verbs/plan.ts"),
  },
  { name: "test", summary: "run the tests of extracts, on rows that they give", load: () => import("./verbs/test.ts") },
  { name: "sql", summary: "print the query of an extract", load: () => import("./verbs/sql.ts") },
  { name: "preview", summary: "show the first rows of an extract, masked", load: () => import("./verbs/preview.ts") },
  { name: "run", summary: "run extracts now and publish their files", load: () => import("./verbs/run.ts") },
  { name: "outputs", summary: "list published files", load: () => import("./verbs/outputs.ts") },
  { name: "runs", summary: "list runs and what became of them", load: () => import("./verbs/runs.ts") },
  {
    name: "schedules",
    summary: "say when extracts run, how they went last and what is owed",
    load: () => import("./verbs/schedules.ts"),
  },
  { name: "backfill", summary: "have the missing windows of a schedule made", load: () => import("./verbs/backfill.ts") },
  { name: "logs", summary: "print what happened in a run", load: () => import("./verbs/logs.ts") },
  { name: "retry", summary: "try again what failed", load: () => import("./verbs/retry.ts") },
  { name: "cancel", summary: "end a run, its query included", load: () => import("./verbs/cancel.ts") },
  { name: "skip", summary: "give up windows that are owed or failed", load: () => import("./verbs/skip.ts") },
  { name: "pause", summary: "let a schedule stand still", load: () => import("./verbs/pause.ts") },
  { name: "resume", summary: "let a paused schedule go on", load: () => import("./verbs/resume.ts") },
  { name: "abandon", summary: "give up an output that can't be completed", load: () => import("./verbs/abandon.ts") },
  { name: "download", summary: "copy a published file, checking its content", load: () => import("./verbs/download.ts") },
  {
    name: "exports",
    summary: "list the days of a daily export, or write a day's document",
    load: () => import("./verbs/exports.ts"),
  },
  {
    name: "supersede",
    summary: "have another output answer a day of a daily export",
    load: () => import("./verbs/supersede.ts"),
  },
  { name: "delete", summary: "remove published files, keeping their manifests", load: () => import("./verbs/delete.ts") },
  { name: "verify", summary: "check published files against their manifests", load: () => import("./verbs/verify.ts") },
  {
    name: "reproduce",
    summary: "run an output's definition again and compare the content",
    load: () => import("./verbs/reproduce.ts"),
  },
  { name: "pin", summary: "keep an output, whatever retention says", load: () => import("./verbs/pin.ts") },
  { name: "unpin", summary: "leave an output to retention again", load: () => import("./verbs/unpin.ts") },
  { name: "feed", summary: "run event feeds, say how they stand, and look after them", load: () => import("./verbs/feed.ts") },
  { name: "metrics", summary: "work out metrics of exported conversations", load: () => import("./verbs/metrics.ts") },
  { name: "serve", summary: "run the daemon: schedules, workers, the HTTP API", load: () => import("./verbs/serve.ts") },
  {
    name: "session",
    summary: "answer an editor's questions over stdin and stdout",
    load: () => import("./verbs/session.ts"),
  },
  { name: "token", summary: "make, list and revoke tokens for the HTTP API", load: () => import("./verbs/token.ts") },
  {
    name: "retention",
    summary: "remove published files that retention does not keep",
    load: () => import("./verbs/retention.ts"),
  },
  { name: "ledger", summary: "back the ledger up, restore it, rebuild it", load: () => import("./verbs/ledger.ts") },
  { name: "sample", summary: "fill a sample warehouse", load: () => import("./verbs/sample.ts") },
  { name: "schema", summary: "print the JSON Schemas of the documents", load: () => import("./verbs/schema.ts") },
  { name: "completion", summary: "print completion for your shell", load: () => import("./verbs/completion.ts") },
  { name: "doctor", summary: "try warehouses, destinations, brokers and the ledger", load: () => import("./verbs/doctor.ts") },
];
