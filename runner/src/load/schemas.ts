import common from "../../../schemas/common.schema.json" with { type: "json" };
import connections from "../../../schemas/connections.schema.json" with { type: "json" };
import extract from "../../../schemas/extract.schema.json" with { type: "json" };
import feed from "../../../schemas/feed.schema.json" with { type: "json" };
import project from "../../../schemas/project.schema.json" with { type: "json" };
import schedule from "../../../schemas/schedule.schema.json" with { type: "json" };
import template from "../../../schemas/template.schema.json" with { type: "json" };
import test from "../../../schemas/test.schema.json" with { type: "json" };

/** The JSON Schemas of the documents by kind, as modules: the one source of validation, types, hover texts and docs. */
export const documentSchemas = {
  Project: project,
  Connections: connections,
  Extract: extract,
  Schedule: schedule,
  Feed: feed,
  Template: template,
  Test: test,
} as const;

/** What a document can be. */
export type DocumentKind = keyof typeof documentSchemas;

/** The definitions that the documents share. */
export const commonSchema = common;

/** The kinds of documents that this version knows. */
export const documentKinds = Object.keys(documentSchemas) as readonly DocumentKind[];
