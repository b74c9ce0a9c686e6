import { createHash } from "node:crypto";
import type * as vscode from "vscode";

/** Somebody who is signed in to a server. */
export interface SignedIn {
  readonly url: string;
  readonly user: string;
  readonly token: string;
}

const knownServers = "datafeed.servers";

/** Tokens in the editor's secret storage, one for each server: a key for all would give one server's token to another. */
export class Tokens {
  readonly #context: Pick<vscode.ExtensionContext, "secrets" | "globalState">;

  constructor(context: Pick<vscode.ExtensionContext, "secrets" | "globalState">) {
    this.#context = context;
  }

  /** Addresses that somebody has signed in to, the newest first. Not secret. */
  get servers(): readonly string[] {
    return this.#context.globalState.get<readonly string[]>(knownServers, []);
  }

  /** Of a server's normal address. */
  async find(url: string): Promise<SignedIn | undefined> {
    const text = await this.#context.secrets.get(keyOf(url));
    return text === undefined ? undefined : { url, ...(JSON.parse(text) as { user: string; token: string }) };
  }

  async all(): Promise<readonly SignedIn[]> {
    const found = await Promise.all(this.servers.map((url) => this.find(url)));
    return found.filter((each) => each !== undefined);
  }

  async keep({ url, user, token }: SignedIn): Promise<void> {
    await this.#context.secrets.store(keyOf(url), JSON.stringify({ user, token }));
    await this.#context.globalState.update(knownServers, [url, ...this.servers.filter((each) => each !== url)]);
  }

  /** The address stays known, so that signing in again is short. */
  async forget(url: string): Promise<void> {
    await this.#context.secrets.delete(keyOf(url));
  }
}

function keyOf(url: string): string {
  return `datafeed.token:${createHash("sha256").update(url).digest("hex")}`;
}
