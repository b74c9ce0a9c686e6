import { DatafeedError } from "../../errors/datafeed-error.ts";

/** A branch of a Git repository, and perhaps a folder in it, as `--git URL#REF:folder` names them. */
export interface GitPlace {
  /** Without user and password, so that it may be shown and stand on a command line. */
  readonly url: string;
  /** Of an https URL. Never shown. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** A branch; undefined: the one that the repository calls its own. */
  readonly branch?: string;
  /** Without slashes at its ends; empty for the repository's root. */
  readonly folder: string;
}

/** How documents may come: encrypted, or from this machine. What is read decides what runs. */
const protocols = ["https", "ssh", "file"] as const;

/** Reads `URL#REF:folder`. Errors: git-place. */
export function parseGitPlace(text: string): GitPlace {
  const [address = "", fragment, ...rest] = text.split("#");
  if (rest.length > 0) throw refused("it has more than one #");
  const [ref = "", ...path] = (fragment ?? "").split(":");
  const folder = path.join(":").replace(/^\/+|\/+$/g, "");
  if (!isFolder(folder)) throw refused(`${JSON.stringify(folder)} is no folder in a repository`);
  if (ref !== "" && !isBranch(ref)) throw refused(`${JSON.stringify(ref)} can't be a branch`);
  return { ...parseAddress(address), ...(ref !== "" && { branch: ref }), folder };
}

/** For people. */
export function shownPlace({ url, branch, folder }: GitPlace): string {
  return `${url}${branch === undefined ? "" : `#${branch}`}${folder === "" ? "" : `${branch === undefined ? "#" : ""}:${folder}`}`;
}

/** What git may speak to reach a place. */
export function allowedProtocols({ url }: GitPlace): string {
  return url.startsWith("http:") ? "http" : protocols.join(":");
}

function parseAddress(text: string): Pick<GitPlace, "url" | "credentials"> {
  if (text.startsWith("/")) return { url: `file://${encodeURI(text)}` };
  // As ssh and scp write it: git@host:path.
  const scp = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)@([A-Za-z0-9][A-Za-z0-9.-]*):(?!\/\/)([^\s-][^\s]*)$/.exec(text);
  if (scp !== null) return { url: `ssh://${scp[1]}@${scp[2]}/${scp[3]?.replace(/^\/+/, "")}` };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocol = url?.protocol.slice(0, -1) ?? "";
  // Only to this machine: what is read decides what runs, and anybody on the way could change it.
  const isLocal = protocol === "http" && ["localhost", "127.0.0.1", "[::1]"].includes(url?.hostname ?? "");
  if (url === undefined || !(isLocal || protocols.some((known) => known === protocol))) {
    throw refused(`its address must begin with https://, ssh:// or file://, or be an absolute path`);
  }
  if (protocol !== "file" && !/^[A-Za-z0-9[]/.test(url.hostname)) throw refused("its host is no host");
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.password = "";
  if (protocol === "ssh") return { url: url.href };
  url.username = "";
  return { url: url.href, ...(username !== "" && { credentials: { username, password } }) };
}

/** https://git-scm.com/docs/git-check-ref-format, and nothing that looks like an option. */
export function isBranch(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(name) || name === "@") return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}

function isFolder(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x1f\\]/.test(path)) return false;
  return path === "" || path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** The text is not repeated: it may hold a password. */
function refused(why: string): DatafeedError {
  return new DatafeedError("git-place", `The place to follow can't be used: ${why}.`, {
    hint: "Write it as https://git.example.com/extracts.git#main, with :folder at the end for a folder of the repository.",
  });
}
