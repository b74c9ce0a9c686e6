import type pg from "pg";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { datafeedHere } from "../../cli/in-process.ts";
import { type ReadRecord, readTopic } from "../../support/kafka/kcat.ts";
import { until } from "../../support/until.ts";
import { feedName } from "./call-project.ts";
import { stepSql } from "./calls-sql.ts";
import { type FeedGround, type FeedServers, type GroundOptions, openGround } from "./feed-ground.ts";
import { FeedRunner } from "./feed-runner.ts";
import { connected } from "./writers.ts";

/** A feed that runs in a daemon, with a hand on everything around it. */
export class FeedScene implements AsyncDisposable {
  readonly ground: FeedGround;
  readonly runner: FeedRunner;
  readonly #servers: FeedServers;
  #sql: pg.Client;

  private constructor(servers: FeedServers, ground: FeedGround, runner: FeedRunner, sql: pg.Client) {
    this.#servers = servers;
    this.ground = ground;
    this.runner = runner;
    this.#sql = sql;
  }

  /** Returns when the feed has a position. */
  static async open(
    servers: FeedServers,
    options: GroundOptions,
    env: Readonly<Record<string, string>> = {},
  ): Promise<FeedScene> {
    const ground = await openGround(servers, options);
    const { project, ledger } = ground;
    const runner = new FeedRunner({ project, ledger, command: "serve", env });
    const scene = new FeedScene(servers, ground, runner, await connected(ground.url));
    await scene.status(({ position }) => position !== undefined);
    return scene;
  }

  /** A new connection, after the server was down. */
  async reconnect(): Promise<void> {
    await this.#sql.end().catch(() => {});
    this.#sql = await connected(this.ground.url);
  }

  /** Another session. */
  another(): Promise<pg.Client> {
    return connected(this.ground.url);
  }

  query(sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    return this.#sql.query(sql, [...values]);
  }

  create(externalId: string, on: pg.Client = this.#sql): Promise<void> {
    return this.#step("create", externalId, on);
  }

  analyse(externalId: string, on: pg.Client = this.#sql): Promise<void> {
    return this.#step("analyse", externalId, on);
  }

  async #step(kind: "create" | "analyse", externalId: string, on: pg.Client): Promise<void> {
    const row = { index: 1, number: ++this.#number, external_id: externalId, segments: [] };
    for (const sql of stepSql[kind]) await on.query(sql, [JSON.stringify([row])]);
  }
  #number = 0;

  /** A verb of `datafeed feed`, as JSON. Errors: when it fails. */
  async verb<Value>(...[verb, ...args]: readonly [verb: string, ...args: string[]]): Promise<Value> {
    const { project, ledger } = this.ground;
    const places = ["--project", project, "--connections", "connections.yaml", "--ledger", ledger, "--format", "json"];
    const answer = await datafeedHere(["feed", verb, feedName, ...args, ...places], { cwd: project, home: project });
    if (answer.code !== 0) throw new Error(`feed ${verb} ended with ${answer.code}: ${answer.text}`);
    return JSON.parse(answer.stdout) as Value;
  }

  /** How the feed stands, when it stands so; where the daemon has not begun yet there is no ledger to ask. Errors: of `until`. */
  status(isSo: (view: FeedView) => boolean): Promise<FeedView> {
    return until(() => this.verb<FeedView>("status"), isSo, { said: this.runner.lines });
  }

  /** The topic's events, when there are so many. Errors: of `until`. */
  events(count: number): Promise<readonly ReadRecord[]> {
    return this.#records(this.ground.topic, count);
  }

  deadLetters(count: number): Promise<readonly ReadRecord[]> {
    return this.#records(this.ground.deadLetters, count);
  }

  #records(topic: string, count: number): Promise<readonly ReadRecord[]> {
    const read = () => readTopic(this.#servers.kafka.servers, topic);
    return until(read, ({ length }) => length >= count, { said: this.runner.lines });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.runner.running) await this.runner.kill();
    await this.#sql.end().catch(() => {});
    await this.ground[Symbol.asyncDispose]();
  }
}

/** Whose events they are, in order: "Created a", "Analyzed a". */
export function said(records: readonly ReadRecord[]): readonly string[] {
  return records.map(({ key, headers }) => `${/Created|Analyzed|Match/.exec(headers["ce_type"] ?? "")} ${key}`);
}
