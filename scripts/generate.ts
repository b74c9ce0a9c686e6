import { documentTypes } from "./generate-types.ts";
import { GeneratedFiles } from "./generated-file.ts";

/** Makes everything that is generated: `npm run generate`; `-- --check` only compares. */
const files = new GeneratedFiles(process.argv.includes("--check"));
files.put("schemas/generated/documents.ts", await documentTypes());
files.finish();
