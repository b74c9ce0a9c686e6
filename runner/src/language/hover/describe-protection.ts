import { nestedItemMask, type Protection, protectionOf, type Reading } from "../../compile/masking.ts";
import { fieldOf } from "../../load/field-types.ts";
import { classMask, endedGrants, maskOf } from "../../load/grants.ts";
import { piiClassOf } from "../../load/pii.ts";
import type { LoadedProject, Mask, Template } from "../../load/project-documents.ts";
import { code, plainText } from "../markdown.ts";

const maskInWords: Readonly<Record<Mask, string>> = {
  full: "`***` for text, empty for everything else",
  last4: "`***` and the last four characters",
  redact: "each character but white space becomes `*`",
};

/** For whom a field is read. */
export interface FieldReader {
  readonly extract: string;
  /** The mask that the extract asks for. */
  readonly asked?: Mask;
}

/** How a field with personal data, or one that an extract hides, comes into the file, and why; undefined for what is open. */
export function describeProtection(
  loaded: LoadedProject,
  template: Template,
  field: string,
  reader: FieldReader | undefined,
  today: string,
): string | undefined {
  const project = loaded.project?.value;
  const pii = piiClassOf(template, field);
  if (project === undefined) return undefined;
  if (reader === undefined) {
    const mask = maskOf(project, template, field);
    if (mask === undefined || pii === undefined) return undefined;
    const grants = (project.grants ?? []).filter((grant) => {
      return grant.template === template.name && grant.fields.includes(field) && grant.until >= today;
    });
    const extracts = grants.map((grant) => grant.extracts?.map(code).join(", ") ?? "every extract");
    const granted = extracts.length === 0 ? "" : ` A grant lets ${extracts.join("; ")} read it in the clear.`;
    return `${masked(mask)} without a grant.${granted}`;
  }
  const reading: Reading = { extract: { name: reader.extract, template, project }, today };
  const protection = protectionOf(reading, field, reader.asked);
  return describe(protection, reading, field, reader, loaded);
}

function describe(
  { pii, mask, grant }: Protection,
  reading: Reading,
  field: string,
  { asked }: FieldReader,
  loaded: LoadedProject,
): string | undefined {
  if (grant !== undefined) {
    const until = `until ${grant.until}`;
    return `Read in the clear: granted by ${code(grant.approvedBy)} ${until}. Reason: ${plainText(grant.reason)}`;
  }
  if (mask === undefined) return undefined;
  if (pii === undefined) return `${masked(mask)}: this extract asks for it.`;
  return `${masked(mask)}: ${reasonOf(mask, pii, reading, field, asked)}.${endedGrant(loaded, reading, field)}`;
}

function reasonOf(mask: Mask, pii: string, { extract, today }: Reading, field: string, asked: Mask | undefined): string {
  const { project, template } = extract;
  const policy = classMask(project, pii as never);
  const own = fieldOf(template, field)?.mask;
  if (mask === policy) {
    const said = project.masking !== undefined && Object.hasOwn(project.masking, pii);
    return said
      ? `${code("datafeed.yaml")} says so for ${code(pii)}, and no grant lets this extract read it`
      : `so it is for ${code(pii)} unless ${code("masking")} says otherwise, and no grant lets this extract read it`;
  }
  if (mask === own) return "the template asks for it, which shows less than policy";
  if (mask === asked) return "this extract asks for it";
  const { nested, object } = fieldOf(template, field) ?? {};
  return (nested !== undefined || object !== undefined) && nestedItemMask({ extract, today }, field, pii as never) !== undefined
    ? "key by key, each by its own class"
    : "no grant lets this extract read it";
}

function endedGrant({ extracts }: LoadedProject, { extract, today }: Reading, field: string): string {
  const resolved = extracts.get(extract.name);
  if (resolved === undefined) return "";
  const ended = endedGrants(resolved, today).find((grant) => grant.fields.includes(field));
  return ended === undefined ? "" : ` Its grant ended on ${ended.until}.`;
}

function masked(mask: Mask): string {
  return `Masked by ${code(mask)} (${maskInWords[mask]})`;
}
