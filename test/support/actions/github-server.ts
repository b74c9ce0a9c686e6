import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as GitHub's API has it. */
export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

/** An answer in place of the usual one. */
export interface Fault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** Only for requests of this method. */
  readonly method?: string;
  /** What was asked for is done all the same: the answer gets lost on its way. */
  readonly afterwards?: true;
}

const bodyLimit = 65_536;

/** The part of GitHub's REST API that the action asks, over HTTP, with the same rules: pages, rights, limits. */
export class GitHubServer implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly comments = new Map<number, Comment[]>();
  /** Open pull requests, as the API answers them. */
  pulls: { readonly number: number; readonly head: { readonly label: string } }[] = [];
  /** The next requests get these. */
  readonly faults: Fault[] = [];
  readonly #server: Server;
  #nextId = 1000;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<GitHubServer> {
    const server = new GitHubServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts a comment there, as somebody wrote it before. */
  add(pullRequest: number, login: string, body: string): Comment {
    const comment = { id: this.#nextId++, body, user: { login, type: login.endsWith("[bot]") ? "Bot" : "User" } };
    this.comments.set(pullRequest, [...(this.comments.get(pullRequest) ?? []), comment]);
    return comment;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const text = await textOf(request);
    this.requests.push(`${method} ${url}`);
    const [fault] = this.faults;
    const struck =
      fault !== undefined && (fault.method === undefined || fault.method === method) ? this.faults.shift() : undefined;
    const usual = struck === undefined || struck.afterwards === true ? this.#route(method, url, request, text) : undefined;
    const [status, value] =
      struck === undefined ? (usual ?? [404, notFound]) : [struck.status, { message: struck.message ?? "" }];
    response.writeHead(status, { "content-type": "application/json", ...struck?.headers }).end(JSON.stringify(value));
  }

  #route(method: string, url: string, request: IncomingMessage, text: string): [number, unknown] {
    const { pathname, searchParams } = new URL(url, this.url);
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (token === "") return [401, { message: "Bad credentials" }];
    const page = <Item>(items: readonly Item[]): [number, readonly Item[]] => {
      const [size, at] = [Number(searchParams.get("per_page") ?? 30), Number(searchParams.get("page") ?? 1)];
      return [200, items.slice((at - 1) * size, at * size)];
    };
    const [, issue] = /^\/repos\/acme\/extracts\/issues\/(\d+)\/comments$/.exec(pathname) ?? [];
    const [, comment] = /^\/repos\/acme\/extracts\/issues\/comments\/(\d+)$/.exec(pathname) ?? [];
    if (method === "GET" && issue !== undefined) return page(this.comments.get(Number(issue)) ?? []);
    if (method === "GET" && pathname === "/repos/acme/extracts/pulls") {
      return page(this.pulls.filter(({ head }) => head.label === searchParams.get("head")));
    }
    if (method === "GET" || (issue === undefined && comment === undefined)) return [404, notFound];
    if (!token.includes("write")) return [403, { message: "Resource not accessible by integration" }];
    const { body } = JSON.parse(text) as { readonly body: string };
    if (body.length > bodyLimit) return [422, tooLong];
    if (method === "POST" && issue !== undefined) return [201, this.add(Number(issue), "github-actions[bot]", body)];
    const found = [...this.comments.values()].flat().find(({ id }) => id === Number(comment));
    if (method !== "PATCH" || found === undefined) return [404, notFound];
    found.body = body;
    return [200, found];
  }
}

const notFound = { message: "Not Found" };
const tooLong = {
  message: "Validation Failed",
  errors: [
    {
      resource: "IssueComment",
      code: "unprocessable",
      field: "data",
      message: "Body is too long (maximum is 65536 characters)",
    },
  ],
};

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
