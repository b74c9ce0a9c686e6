import { existsSync, readFileSync } from "node:fs";
import pc from "picocolors";
import { remoteCommands } from "../client/remote-commands.ts";
import type { Commands } from "../commands/commands.ts";
import { localCommands } from "../commands/local/local-commands.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { note } from "./printer.ts";
import { Runtime, requester } from "./runtime.ts";
import type { PlaceOptions } from "./server-options.ts";
import { openSession, type Session } from "./session.ts";

/** Commands, wherever they are carried out. */
export interface OpenCommands extends AsyncDisposable {
  readonly commands: Commands;
  /** What is open on a checkout; absent with a server. */
  readonly local?: { readonly session: Session; readonly runtime: Runtime };
}

/**
 * The commands of the server that was named, else of this checkout. `questions`: nothing but questions will be asked, so no
 * connections are needed. `existing`: of what the ledger holds, so one that was named must be there: a mistyped path would look
 * like a ledger that holds nothing. Errors: `ledger-missing`, `token-missing`, `server-url-invalid`, those of the room project, ledger-*.
 */
export async function openCommands(
  options: PlaceOptions,
  signal: AbortSignal,
  { questions = false, existing = false }: { readonly questions?: boolean; readonly existing?: boolean } = {},
): Promise<OpenCommands> {
  if (isRemote(options)) return { commands: serverCommands(options, signal), [Symbol.asyncDispose]: async () => {} };
  if (existing) checkThere(options.ledger);
  const session = await openSession(options, signal);
  const runtime = await Runtime.open(session, { ledger: options.ledger, questions });
  return {
    // On a checkout the database role is the boundary (DESIGN 3).
    commands: localCommands(runtime, { user: requester(), role: "admin" }),
    local: { session, runtime },
    [Symbol.asyncDispose]: () => runtime[Symbol.asyncDispose](),
  };
}

/** Errors: `ledger-missing`. */
function checkThere(ledger: string | undefined): void {
  if (ledger === undefined || /^postgres(ql)?:\/\//.test(ledger) || existsSync(ledger)) return;
  throw new DatafeedError("ledger-missing", `There is no ledger at ${ledger}.`, {
    hint: "Check --ledger, or DATAFEED_LEDGER; the first `run` or `serve` makes one.",
  });
}

/** Whether a server was named; an empty name, as in `DATAFEED_SERVER=`, is none. */
export function isRemote(options: PlaceOptions): options is PlaceOptions & { readonly server: string } {
  return options.server !== undefined && options.server !== "";
}

function serverCommands(options: PlaceOptions & { readonly server: string }, signal: AbortSignal): Commands {
  const token = tokenOf(options);
  const url = URL.parse(options.server);
  if (url?.protocol === "http:" && !/^(localhost|127\.|\[::1\])/.test(url.hostname)) {
    note(pc.yellow(`! The token goes to ${url.host} without encryption; use https:// where others share the network.`));
  }
  return remoteCommands({ url: options.server, token, signal });
}

/** Errors: `token-absent`. */
function tokenOf({ tokenFile }: PlaceOptions): string {
  const token = (tokenFile === undefined ? process.env["DATAFEED_TOKEN"] : fromFile(tokenFile))?.trim() ?? "";
  // What is no header's text would be quoted in an error of the platform.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new DatafeedError(
    "token-absent",
    token === "" ? "The server needs a token." : "The token is none: it has other signs.",
    {
      hint: "Set DATAFEED_TOKEN, or name a file that holds it with --token-file.",
    },
  );
}

function fromFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new DatafeedError("token-absent", `The file ${file} with the token can't be read: ${messageOf(cause)}.`, {
      hint: "Name a file that holds the token and nothing else.",
      cause,
    });
  }
}
