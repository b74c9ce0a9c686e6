import { cliPage } from "./generate-cli.ts";
import { errorsPage } from "./generate-errors.ts";
import { l10nBundle } from "./generate-l10n.ts";
import { openApiDocument } from "./generate-openapi.ts";
import { recordKeysPage } from "./generate-record-keys.ts";
import { referencePages } from "./generate-reference.ts";
import { scaffoldTexts } from "./generate-scaffold.ts";
import { metricsSql } from "./generate-sql.ts";
import { apiTypes, documentTypes } from "./generate-types.ts";
import { GeneratedFiles } from "./generated-file.ts";

/** Makes everything that is generated: `npm run generate`; `-- --check` only compares. */
const files = new GeneratedFiles(process.argv.includes("--check"));
files.put("schemas/generated/documents.ts", await documentTypes());
files.put("schemas/generated/api.ts", await apiTypes());
files.put("runner/src/scaffold/generated/template-files.ts", scaffoldTexts());
files.put("runner/src/conversation-metrics/generated/sql-files.ts", metricsSql());
for (const { path, text } of referencePages()) files.put(path, text);
files.put("docs/reference/interaction-analytics-keys.md", recordKeysPage());
files.put("docs/reference/cli.md", await cliPage());
files.put("docs/errors.md", await errorsPage());
files.put("docs/openapi.json", await openApiDocument());
files.put("vscode-extension/l10n/bundle.l10n.json", l10nBundle());
files.finish();
