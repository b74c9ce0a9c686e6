import { scaffoldTexts } from "./generate-scaffold.ts";
import { documentTypes } from "./generate-types.ts";
import { GeneratedFiles } from "./generated-file.ts";

/** Makes everything that is generated: `npm run generate`; `-- --check` only compares. */
const files = new GeneratedFiles(process.argv.includes("--check"));
files.put("schemas/generated/documents.ts", await documentTypes());
files.put("runner/src/scaffold/generated/template-files.ts", scaffoldTexts());
files.finish();
