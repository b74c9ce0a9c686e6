import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { datafeed } from "../../cli/command-line.ts";
import { feedName } from "./call-project.ts";

/** Says of an event why it is not as the JSON Schema that `datafeed feed schema` prints for its type. */
export async function schemaMistakes(project: string): Promise<(type: string, event: unknown) => string | undefined> {
  const answer = await datafeed(["feed", "schema", feedName], { cwd: project, home: project });
  if (answer.code !== 0) throw new Error(`feed schema ended with ${answer.code}: ${answer.text}`);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = JSON.parse(answer.stdout) as Readonly<Record<string, object>>;
  const checks = new Map<string, ValidateFunction>(
    Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]),
  );
  return (type, event) => {
    const check = checks.get(type);
    if (check === undefined) return "its type has no schema";
    return check(event) ? undefined : ajv.errorsText(check.errors);
  };
}
