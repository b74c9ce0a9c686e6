import type { Destination } from "../destination/destination.ts";
import type { ToldOfOutput } from "../ledger/adopt-output.ts";
import { isRecord } from "../load/is-record.ts";
import type { RunKind } from "../schedule/window.ts";

/** What a manifest says, as far as the ledger keeps it. schemas/manifest.schema.json has it all. */
export interface Manifest extends ToldOfOutput {
  readonly warehouse: { readonly name: string };
  readonly origin: { readonly commit?: string; readonly dirty?: boolean };
  readonly attempt: string;
  readonly runner: { readonly id: string };
}

/** Larger is none of ours. */
const mostBytes = 64 * 1024 * 1024;

/** The text of a small file in a destination. Errors: destination-*; a RangeError for one that is larger than any of ours. */
export async function readText(destination: Destination, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of destination.read(path) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new RangeError(`${path} is larger than any manifest`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A manifest from its text; or, in a few words, why it is none. */
export function parseManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  if (!isRecord(value)) return "it is no JSON object";
  if (value["manifestVersion"] !== 1) return "it is of a version that this one does not know";
  const missing = Object.entries(shapes).find(([key, isRight]) => !isRight(value[key]));
  return missing === undefined ? (value as unknown as Manifest) : `\`${missing[0]}\` is missing or wrong`;
}

type Shape = (value: unknown) => boolean;
const text: Shape = (value) => typeof value === "string" && value !== "";
const count: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const sha256: Shape = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const instant: Shape = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const kinds: readonly unknown[] = ["RunOnce", "Daily", "Weekly", "Monthly", "Cron", "Transition", "Adhoc"] satisfies RunKind[];

const isPart: Shape = (value) =>
  isRecord(value) && text(value["path"]) && count(value["bytes"]) && sha256(value["sha256"]) && sha256(value["contentSha256"]);
const isWindow: Shape = (value) =>
  isRecord(value) &&
  instant(value["start"]) &&
  instant(value["end"]) &&
  text(value["timezone"]) &&
  String(value["start"]) < String(value["end"]);

const shapes: Readonly<Record<keyof Manifest, Shape>> = {
  extract: text,
  product: text,
  owner: text,
  shared: (value) => typeof value === "boolean",
  kind: (value) => kinds.includes(value),
  window: isWindow,
  sequence: (value) => count(value) && Number(value) > 0,
  parts: (value) => Array.isArray(value) && value.length > 0 && value.every(isPart),
  rows: count,
  bytes: count,
  sha256,
  contentSha256: sha256,
  format: text,
  compress: text,
  warehouse: (value) => isRecord(value) && text(value["name"]),
  definitionHash: text,
  planHash: text,
  origin: isRecord,
  attempt: (value) => typeof value === "string" && /^[0-9a-z]{1,64}$/.test(value),
  runner: (value) => isRecord(value) && text(value["id"]),
  createdAt: instant,
};
