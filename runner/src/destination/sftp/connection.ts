import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type SftpClient from "ssh2-sftp-client";
import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { Session } from "./session.ts";
import { explainSftp, statusOf, wrongHostKey } from "./sftp-error.ts";
import type { SftpSettings } from "./sftp-settings.ts";

/** A connection that broke is made anew this often, after 0.25, 0.5, 1, 2 and 4 seconds; the first one is given up sooner. */
const mostTries = 6;
const mostFirstTries = 3;
const firstPauseMs = 250;
const mostFarewellMs = 1_000;

/** The one connection of a destination: made when it is first needed, shared by all who need it, made anew when it broke. */
export class Connection {
  readonly #settings: SftpSettings;
  readonly #place: string;
  #open: { readonly client: SftpClient; readonly session: Session; readonly socket: Socket } | undefined;
  #opening: Promise<Session> | undefined;
  #closed = 0;
  #connected = false;

  constructor(settings: SftpSettings, place: string) {
    this.#settings = settings;
    this.#place = place;
  }

  /** Does something, and does it again when the connection broke meanwhile: it must bear to be repeated. */
  async use<T>(action: (session: Session) => Promise<T>): Promise<T> {
    const closed = this.#closed;
    for (let tries = 1; ; tries++) {
      let session: Session | undefined;
      try {
        session = await this.session();
        return await action(session);
      } catch (error) {
        const broken = session === undefined ? isPassing(error) : session.lost && statusOf(error) === undefined;
        const most = this.#connected ? mostTries : mostFirstTries;
        if (!broken || tries >= most || closed !== this.#closed) throw error;
        await setTimeout(firstPauseMs * 2 ** (tries - 1));
      }
    }
  }

  session(): Promise<Session> {
    if (this.#open !== undefined && !this.#open.session.lost) return Promise.resolve(this.#open.session);
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    this.#closed++;
    await this.#opening?.catch(() => {});
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    open.session.end(new Error("the connection was closed"));
    // The client waits until the server has closed its side, too, which one that is gone or stands still never does.
    const patience = new AbortController();
    await Promise.race([
      open.client.end().catch(() => {}),
      setTimeout(mostFarewellMs, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    open.socket.destroy();
  }

  async #connect(): Promise<Session> {
    const { default: Client } = await import("ssh2-sftp-client");
    const silent = () => {};
    const client = new Client("datafeed", { error: silent, end: silent, close: silent });
    const { host, port = 22, user, password, privateKey, passphrase, hostKeys } = this.#settings;
    // Requests are small: with delay each waits for the acknowledgement of the one before (40 ms each, measured).
    const socket = connect({ host, port, noDelay: true });
    let found: string | undefined;
    if (password !== undefined) {
      // Servers that ask for a password in a dialogue.
      client.on("keyboard-interactive", (_name, _instructions, _language, prompts: readonly unknown[], answer) =>
        answer(prompts.map(() => password)),
      );
    }
    try {
      const sftp = await client.connect({
        sock: socket,
        username: user,
        ...(password === undefined ? {} : { password, tryKeyboard: true }),
        ...(privateKey === undefined ? {} : { privateKey }),
        ...(passphrase === undefined ? {} : { passphrase }),
        hostVerifier: (key: Buffer) => {
          found = `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
          return hostKeys.includes(found);
        },
        readyTimeout: 15_000,
        keepaliveInterval: 10_000,
        keepaliveCountMax: 3,
      });
      const session = new Session(sftp);
      client.on("close", () => session.end(new Error("the connection broke")));
      this.#open = { client, session, socket };
      this.#connected = true;
      return session;
    } catch (error) {
      client.end().catch(() => {});
      socket.destroy();
      if (found !== undefined && !hostKeys.includes(found)) throw wrongHostKey(this.#place, found);
      throw explainSftp(error, this.#place);
    }
  }
}

/** A server that is started anew refuses connections for a while; one that keeps silent would be waited for again and again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof DatafeedError) || error.code !== "destination-unreachable") return false;
  return !/timed out/i.test(messageOf(error.cause));
}
