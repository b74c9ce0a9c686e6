import { createServer, type Socket } from "node:net";

/** What the server says to a statement. */
export type Answer =
  | {
      readonly columns: readonly (readonly [name: string, oid: number, modifier?: number])[];
      readonly rows: readonly (readonly (string | null)[])[];
    }
  | { readonly error: { readonly code: string; readonly message: string; readonly detail?: string } }
  | "hang";

export interface Script {
  /** The code of the request for authentication: 0 lets in, 3 asks for a password, 13 is Redshift's digest, 14 its identity provider. */
  readonly authentication?: 0 | 3 | 13 | 14;
  /** What a statement is answered; a SET, BEGIN or ROLLBACK is taken. */
  readonly answer?: (sql: string) => Answer;
}

/** What a client did. */
export interface Seen {
  readonly startUps: Readonly<Record<string, string>>[];
  readonly passwords: string[];
  /** By the simple protocol. */
  readonly simple: string[];
  /** By Parse. */
  readonly parsed: string[];
  cancels: number;
}

export interface RedshiftServer extends AsyncDisposable {
  readonly port: number;
  readonly seen: Seen;
}

/**
 * Plays the bytes that a Redshift cluster sends, as the reports and drivers have them that docs/redshift.md names: no cluster
 * can be had for tests. It knows no SQL. Text of a cancel: `Query (N) cancelled on user's request`; a SELECT ends without a count.
 */
export async function startRedshift({ authentication = 0, answer = () => "hang" }: Script = {}): Promise<RedshiftServer> {
  const seen: Seen = { startUps: [], passwords: [], simple: [], parsed: [], cancels: 0 };
  const hanging = new Map<number, () => void>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    const pid = ++connections;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    let started = false;
    let sql = "";
    let failed = false;
    const send = (...messages: Buffer[]): void => void socket.write(Buffer.concat(messages));
    const fail = (fields: Readonly<Record<string, string>>): void => {
      failed = true;
      send(error(fields));
    };
    const begin = (): void => {
      const statuses = {
        server_version: "8.0.2",
        server_encoding: "UTF8",
        client_encoding: "UTF8",
        session_authorization: "u",
        server_protocol_version: "0",
        datashare_enabled: "on",
        external_database: "off",
        DateStyle: "ISO, MDY",
        TimeZone: "UTC",
      };
      const parameters = Object.entries(statuses).map(([name, value]) => message("S", text(name), text(value)));
      send(message("R", int32(0)), ...parameters, message("K", int32(pid), int32(4711)), ready());
    };
    const execute = (): void => {
      const said = answer(sql);
      if (said === "hang") hanging.set(pid, () => fail({ C: "57014", M: `Query (${pid}) cancelled on user's request` }));
      else if ("error" in said)
        fail({
          C: said.error.code,
          M: said.error.message,
          ...(said.error.detail === undefined ? {} : { D: said.error.detail }),
        });
      else send(...said.rows.map(dataRow), message("C", text("SELECT")));
    };
    const respond = (type: string, body: Buffer): void => {
      if (type === "p") {
        seen.passwords.push(body.toString("utf8", 0, body.length - 1));
        begin();
      } else if (type === "Q") {
        const statements = body.toString("utf8", 0, body.length - 1);
        seen.simple.push(statements);
        send(...statements.split(";").map((statement) => message("C", text(statement.trim().split(" ")[0] ?? ""))), ready());
      } else if (type === "S") {
        const hang = hanging.get(pid);
        if (hang === undefined) {
          failed = false;
          send(ready());
        } else
          hanging.set(pid, () => {
            hang();
            failed = false;
            send(ready());
          });
      } else if (!failed && type === "P") {
        sql = body.toString("utf8", 1, body.indexOf(0, 1));
        seen.parsed.push(sql);
        send(message("1"));
      } else if (!failed && type === "D") {
        const said = answer(sql);
        if (typeof said === "object" && "columns" in said)
          send(...(body[0] === 0x53 ? [message("t", int16(0))] : []), rowDescription(said.columns));
        else send(rowDescription([["count", 20]]));
      } else if (!failed && type === "B") send(message("2"));
      else if (!failed && type === "E") execute();
      else if (type === "X") socket.end();
    };
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const header = started ? 1 : 0;
        if (received.length < header + 4) return;
        const length = header + received.readInt32BE(header);
        if (received.length < length) return;
        const body = received.subarray(header + 4, length);
        const type = String.fromCharCode(received[0] ?? 0);
        received = received.subarray(length);
        if (started) respond(type, body);
        else if (body.readInt32BE(0) === 80877103) send(Buffer.from("N"));
        else if (body.readInt32BE(0) === 80877102) {
          seen.cancels += 1;
          const pidToEnd = body.readInt32BE(4);
          hanging.get(pidToEnd)?.();
          hanging.delete(pidToEnd);
          socket.end();
        } else {
          started = true;
          seen.startUps.push(parametersOf(body));
          if (authentication === 0) begin();
          else send(message("R", int32(authentication), ...(authentication === 3 ? [] : [Buffer.alloc(32)])));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    seen,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

const ready = (): Buffer => message("Z", Buffer.from("I"));

function error(fields: Readonly<Record<string, string>>): Buffer {
  const all = Object.entries({
    S: "ERROR",
    ...fields,
    F: "/home/ec2-user/padb/src/pg/src/backend/tcop/postgres.c",
    R: "pg_throw",
  });
  return message("E", ...all.map(([key, value]) => text(key + value)), Buffer.from([0]));
}

function rowDescription(columns: readonly (readonly [string, number, number?])[]): Buffer {
  const described = columns.map(([name, oid, modifier = -1]) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(oid), int16(-1), int32(modifier), int16(0)]),
  );
  return message("T", int16(columns.length), ...described);
}

function dataRow(cells: readonly (string | null)[]): Buffer {
  const written = cells.map((cell) => {
    if (cell === null) return int32(-1);
    const bytes = Buffer.from(cell);
    return Buffer.concat([int32(bytes.length), bytes]);
  });
  return message("D", int16(cells.length), ...written);
}

/** Names and values of a StartupMessage. */
function parametersOf(body: Buffer): Readonly<Record<string, string>> {
  const words = body.toString("utf8", 4).split("\0");
  const parameters: Record<string, string> = {};
  for (let at = 0; words[at] !== undefined && words[at] !== ""; at += 2) parameters[words[at] ?? ""] = words[at + 1] ?? "";
  return parameters;
}
