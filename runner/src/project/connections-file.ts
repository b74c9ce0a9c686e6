import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { repositoryConnectionsFile } from "./document-files.ts";
import type { ConnectionsText } from "./project-texts.ts";
import { readText } from "./read-text.ts";

/** Where the operator may have put connections, in the order in which they are tried (DESIGN 3). */
export interface ConnectionsPlaces {
  /** `--connections FILE`. */
  readonly option?: string;
  /** The value of DATAFEED_CONNECTIONS. */
  readonly environment?: string;
  /** `~/.config/datafeed/connections.yaml`, absolute; skipped when it is not there. */
  readonly home?: string;
}

/**
 * The connections file that applies: the operator's, else the repository's own; undefined without any.
 *
 * @throws DatafeedError `connections-missing` when a named file is not there: another one must not take its place.
 */
export function readConnections(
  root: string,
  places: ConnectionsPlaces,
  readInside: (path: string) => { text: string } | Diagnostic,
): ConnectionsText | Diagnostic | undefined {
  const trusted = readOperatorConnections(root, places);
  if (trusted !== undefined) return trusted;
  if (!existsSync(resolve(root, repositoryConnectionsFile))) return undefined;
  const read = readInside(repositoryConnectionsFile);
  return "text" in read ? { path: repositoryConnectionsFile, text: read.text, trusted: false } : read;
}

/** Where a file decides which connections apply, or would if it were there: absolute paths. */
export function connectionsFiles(root: string, places: ConnectionsPlaces): readonly string[] {
  return [...operatorFiles(places), ...(isNamed(places) ? [] : [resolve(root, repositoryConnectionsFile)])];
}

/** Those of `connectionsFiles` that are the operator's. */
export function operatorFiles({ option, environment, home }: ConnectionsPlaces): readonly string[] {
  const file = option || environment || home;
  return file === undefined ? [] : [resolve(file)];
}

function isNamed({ option, environment }: ConnectionsPlaces): boolean {
  return Boolean(option || environment);
}

/** The operator's connections alone: what a repository that is followed says of its own counts for nothing. */
export function readOperatorConnections(root: string, places: ConnectionsPlaces): ConnectionsText | Diagnostic | undefined {
  if (places.option) return readTrusted(root, places.option, "--connections");
  if (places.environment) return readTrusted(root, places.environment, "DATAFEED_CONNECTIONS");
  if (places.home !== undefined && existsSync(places.home)) return readTrusted(root, places.home, "the home folder");
  return undefined;
}

function readTrusted(root: string, path: string, from: string): ConnectionsText | Diagnostic {
  const absolute = resolve(path);
  if (!existsSync(absolute)) {
    throw new DatafeedError("connections-missing", `There is no file ${path}, which ${from} names.`, {
      hint: "Check the path.",
    });
  }
  const shown = shownPath(root, absolute);
  const read = readText(absolute, shown);
  return "text" in read ? { path: shown, text: read.text, trusted: true } : read;
}

function shownPath(root: string, absolute: string): string {
  const inside = relative(root, absolute).replaceAll("\\", "/");
  return inside.startsWith("..") ? absolute : inside;
}
