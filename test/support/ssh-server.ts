import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SftpSettings } from "../../runner/src/destination/sftp/sftp-settings.ts";
import { freePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

const run = promisify(execFile);
const program = "/usr/sbin/sshd";
const external = "/usr/lib/openssh/sftp-server";

/** OpenSSH's sshd, run as the current user with a key of its own; no service of the system. */
export interface SshServer extends AsyncDisposable {
  /** Of a folder below `home`, for a user who logs in by key. */
  readonly settings: SftpSettings;
  /** The folder's path on this machine. */
  readonly folder: string;
  /** Log in with a key that has a passphrase. */
  readonly locked: Pick<SftpSettings, "privateKey" | "passphrase">;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** It stands still, its connections with it, until it is resumed. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** `internal`: the server in sshd itself; `external`: Debian's sftp-server. Errors: when sshd is not there; `scripts/test-servers` installs it. */
export async function startSshServer(kind: "internal" | "external" = "internal"): Promise<SshServer> {
  for (const needed of [program, external]) await access(needed).catch((cause) => missing(needed, cause));
  const home = await mkdtemp(join(tmpdir(), "datafeed-ssh-"));
  const at = (name: string) => join(home, name);
  const key = (name: string, passphrase: string) =>
    run("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-f", at(name)]);
  await key("host", "");
  await key("user", "");
  await key("locked", "open sesame");
  await writeFile(at("authorized"), (await readFile(at("user.pub"), "utf8")) + (await readFile(at("locked.pub"), "utf8")));
  const port = await freePort();
  await mkdir(at("exports"));
  await writeFile(at("config"), config(kind, home, port));
  // As root, sshd separates its privileges in this folder, which the system's service makes when it starts.
  if (userInfo().uid === 0) await mkdir("/run/sshd", { recursive: true });
  const server = new ServerProcess(program, ["-D", "-e", "-f", at("config")], port);
  await server.start();
  const { stdout } = await run("ssh-keygen", ["-lf", at("host.pub")]);
  return {
    settings: {
      host: "127.0.0.1",
      port,
      user: userInfo().username,
      privateKey: await readFile(at("user"), "utf8"),
      hostKeys: [stdout.split(" ")[1] ?? ""],
      path: at("exports"),
    },
    folder: at("exports"),
    locked: { privateKey: await readFile(at("locked"), "utf8"), passphrase: "open sesame" },
    kill: () => server.kill(),
    start: () => server.start(),
    pause: () => server.pause(),
    resume: () => server.resume(),
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function config(kind: "internal" | "external", home: string, port: number): string {
  return `
ListenAddress 127.0.0.1
Port ${port}
HostKey ${home}/host
PidFile none
AuthorizedKeysFile ${home}/authorized
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
MaxStartups 100:30:200
Subsystem sftp ${kind === "internal" ? "internal-sftp" : external}
LogLevel ERROR
`;
}

function missing(needed: string, cause: unknown): never {
  throw new Error(`The SSH server of the tests is missing (${needed}). Run scripts/test-servers.`, { cause });
}
