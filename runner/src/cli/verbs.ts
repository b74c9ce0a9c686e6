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
  { name: "sql", summary: "print the query of an extract", load: () => import("./verbs/sql.ts") },
  { name: "preview", summary: "show the first rows of an extract, masked", load: () => import("./verbs/preview.ts") },
  { name: "run", summary: "run extracts now and publish their files", load: () => import("./verbs/run.ts") },
  { name: "outputs", summary: "list published files", load: () => import("./verbs/outputs.ts") },
  { name: "runs", summary: "list runs and what became of them", load: () => import("./verbs/runs.ts") },
  { name: "download", summary: "copy a published file, checking its content", load: () => import("./verbs/download.ts") },
  { name: "delete", summary: "remove published files, keeping their manifests", load: () => import("./verbs/delete.ts") },
  { name: "verify", summary: "check published files against their manifests", load: () => import("./verbs/verify.ts") },
  { name: "sample", summary: "fill a sample warehouse", load: () => import("./verbs/sample.ts") },
  { name: "schema", summary: "print the JSON Schemas of the documents", load: () => import("./verbs/schema.ts") },
  { name: "doctor", summary: "try every warehouse, destination and the ledger", load: () => import("./verbs/doctor.ts") },
];
