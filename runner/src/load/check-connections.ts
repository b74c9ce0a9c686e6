import type {
  Connections,
  DestinationConnection,
  KafkaConnection,
  RedshiftConnection,
} from "../../../schemas/generated/documents.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import { connectionKeyIsSecret, findReferences, isReference } from "./references.ts";
import { shown } from "./shown-value.ts";

/**
 * What the schema can't say of connections (DESIGN 3): references stand in secret fields alone, and the file in the repository,
 * which anybody with a pull request can change, names embedded warehouses and folders inside the project and nothing else.
 */
export function checkConnections(findings: DocumentFindings, connections: Connections, trusted: boolean): void {
  checkReferences(findings, connections, trusted);
  for (const [name, warehouse] of Object.entries(connections.warehouses)) {
    if (warehouse.type === "redshift") checkSignIn(findings, warehouse, ["warehouses", name]);
  }
  for (const [name, destination] of Object.entries(connections.destinations)) {
    checkDestination(findings, destination, ["destinations", name]);
  }
  for (const [name, broker] of Object.entries(connections.brokers ?? {})) checkBroker(findings, broker, ["brokers", name]);
  if (trusted) return;
  for (const [name, warehouse] of Object.entries(connections.warehouses)) {
    const path = ["warehouses", name];
    if (warehouse.type !== "duckdb") {
      untrusted(findings, [...path, "type"], `names a warehouse of type ${shown(warehouse.type)}`);
      continue;
    }
    if (warehouse.path !== undefined && warehouse.path !== ":memory:") checkFolder(findings, warehouse.path, [...path, "path"]);
    for (const [view, { files }] of Object.entries(warehouse.views ?? {})) {
      checkFolder(findings, files, [...path, "views", view, "files"]);
    }
    warehouse.folders?.forEach((folder, index) => {
      checkFolder(findings, folder, [...path, "folders", index]);
    });
  }
  for (const [name, destination] of Object.entries(connections.destinations)) {
    const path = ["destinations", name];
    if (destination.type === "file") checkFolder(findings, destination.path, [...path, "path"]);
    else untrusted(findings, [...path, "type"], `names a destination of type ${shown(destination.type)}`);
  }
  for (const name of Object.keys(connections.brokers ?? {})) untrusted(findings, ["brokers", name], "names a broker");
  for (const name of Object.keys(connections.notifiers ?? {})) untrusted(findings, ["notifiers", name], "names a notifier");
}

/** Half a sign-in would be completed from the environment, or refused by the server with no word of why. */
function checkDestination(findings: DocumentFindings, destination: DestinationConnection, path: Path): void {
  const wrong = (message: string, hint: string): void => findings.error("connection-sign-in", path, message, hint);
  if (destination.type === "s3") {
    const { accessKeyId, secretAccessKey, sessionToken, encryption, kmsKey } = destination;
    if ((accessKeyId === undefined) !== (secretAccessKey === undefined) || (sessionToken !== undefined && !accessKeyId))
      wrong("`accessKeyId` and `secretAccessKey` belong together.", "Give both, or neither: then the environment's apply.");
    if (kmsKey !== undefined && encryption !== "aws:kms") wrong("`kmsKey` needs `encryption: aws:kms`.", "Write both.");
  }
  if (destination.type === "sftp" && destination.password === undefined && destination.privateKey === undefined)
    wrong("The connection does not say how the user signs in.", "Give it `privateKey` or `password`.");
}

/** A certificate is of no use without its key; a password without TLS could be read by whoever listens. */
function checkBroker(
  findings: DocumentFindings,
  { certificate, privateKey, ca, sasl, tls }: KafkaConnection,
  path: Path,
): void {
  const wrong = (place: Path, message: string, hint: string): void =>
    findings.error("connection-sign-in", place, message, hint);
  if ((certificate === undefined) !== (privateKey === undefined))
    wrong(path, "`certificate` and `privateKey` belong together.", "Give both, or neither.");
  if (tls !== "disable") return;
  if (certificate !== undefined || ca !== undefined)
    wrong([...path, "tls"], "Certificates mean nothing without TLS.", "Leave `tls` out, or the certificates.");
  if (sasl?.mechanism === "plain") {
    const message = "Without TLS the mechanism `plain` sends the password in the clear.";
    findings.warning("connection-sign-in", [...path, "tls"], message, "Leave `tls` out, or use SCRAM.");
  }
}

/** Redshift's users come from the connection or from AWS, which gives passwords to secure connections alone. */
function checkSignIn(findings: DocumentFindings, { user, password, iam, ssl }: RedshiftConnection, path: Path): void {
  const wrong = (place: Path, message: string, hint: string): void =>
    findings.error("connection-sign-in", place, message, hint);
  if (iam === undefined) {
    if (user === undefined)
      wrong(path, "The connection does not say who signs in.", "Give it `user` and `password`, or `iam`.");
    return;
  }
  const place = [...path, "iam"];
  if (user !== undefined || password !== undefined)
    wrong(place, "With `iam` AWS says who signs in; `user` and `password` can't stand beside it.", "Leave one of the two out.");
  if ((iam.cluster === undefined) === (iam.workgroup === undefined))
    wrong(place, "`iam` names a cluster or a workgroup, one of the two.", "Give it `cluster` or `workgroup`.");
  if (iam.workgroup !== undefined && iam.databaseUser !== undefined)
    wrong(place, "A workgroup takes no `databaseUser`: AWS maps the caller to one.", "Leave `databaseUser` out.");
  if (ssl === "disable")
    wrong([...path, "ssl"], "Credentials of AWS are taken on secure connections alone.", "Leave `ssl` out, or name another.");
}

function checkReferences(findings: DocumentFindings, connections: Connections, trusted: boolean): void {
  findReferences(connections, (path, text) => {
    if (!trusted) {
      untrusted(findings, path, "holds a reference to a secret");
    } else if (!connectionKeyIsSecret(connections, path)) {
      const message = "A reference to a secret can't stand here: only in fields that the schema marks as secret.";
      findings.error("secret-outside-connections", path, message);
    } else if (!isReference(text)) {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
      const message = "This is not a reference that can be read; expected `${env:NAME}` or `${file:PATH}`.";
      findings.error("reference-malformed", path, message);
    }
  });
}

function checkFolder(findings: DocumentFindings, path: string, place: Path): void {
  const segments = path.split("/");
  const climbs = segments.includes("..");
  const leaves = /^([/~\\]|[A-Za-z]:)/.test(path) || path.includes("\\") || path.includes("://") || path.includes("\0");
  if (climbs || leaves) untrusted(findings, place, "leads out of the project");
}

function untrusted(findings: DocumentFindings, path: Path, what: string): void {
  const message = `The repository's connections.yaml ${what}; it may only declare embedded warehouses and folders inside the project.`;
  findings.error("connections-untrusted", path, message, "Put it in a file of your own and name that with --connections.");
}
