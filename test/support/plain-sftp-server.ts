import { createHash, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import ssh2, { type SFTPWrapper } from "ssh2";
import type { SftpSettings } from "../../runner/src/destination/sftp/sftp-settings.ts";

const { Server, utils } = ssh2;
const { STATUS_CODE } = utils.sftp;

/**
 * An SFTP server without any of OpenSSH's extensions, over a folder. `overwrites`: its rename replaces what is there, as that of
 * several products does.
 */
export async function startPlainSftpServer(
  folder: string,
  { overwrites }: { readonly overwrites: boolean },
): Promise<{ readonly settings: SftpSettings } & AsyncDisposable> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs1", format: "pem" });
  const clients = new Set<{ end(): unknown }>();
  const server = new Server({ hostKeys: [key] }, (client) => {
    clients.add(client);
    client.on("error", () => {});
    // It is there, though its types don't say so.
    (client as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    client.on("authentication", (context) =>
      context.method === "password" && context.password === "open sesame" ? context.accept() : context.reject(["password"]),
    );
    client.on("session", (accept) => accept().on("sftp", (acceptSftp) => serve(acceptSftp(), folder, overwrites)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const parsed = utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  const fingerprint = createHash("sha256").update(parsed.getPublicSSH()).digest("base64").replace(/=+$/, "");
  return {
    settings: {
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      user: "somebody",
      password: "open sesame",
      hostKeys: [`SHA256:${fingerprint}`],
      path: "/exports",
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.end();
      server.close();
    },
  };
}

function serve(sftp: SFTPWrapper, folder: string, overwrites: boolean): void {
  const open = new Map<string, { readonly fd?: number; names?: readonly string[] }>();
  const at = (path: string) => join(folder, path);
  /** Answers with the action's own answer, else with what its failure is in the protocol. */
  const answer = (id: number, action: () => unknown) => {
    try {
      if (action() !== true) sftp.status(id, STATUS_CODE.OK);
    } catch (error) {
      const missing = (error as { readonly code?: string }).code === "ENOENT";
      sftp.status(id, missing ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE);
    }
  };
  const handleFor = (entry: { readonly fd?: number; names?: readonly string[] }) => {
    const handle = Buffer.from(String(Math.random()));
    open.set(handle.toString(), entry);
    return handle;
  };
  sftp.on("OPEN", (id, path, flags) =>
    answer(id, () => {
      sftp.handle(id, handleFor({ fd: fs.openSync(at(path), utils.sftp.flagsToString(flags) ?? "r") }));
      return true;
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) =>
    answer(id, () => void fs.writeSync(open.get(handle.toString())?.fd ?? -1, data, 0, data.length, offset)),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    answer(id, () => {
      const buffer = Buffer.alloc(length);
      const bytes = fs.readSync(open.get(handle.toString())?.fd ?? -1, buffer, 0, length, offset);
      if (bytes === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytes));
      return true;
    }),
  );
  sftp.on("CLOSE", (id, handle) =>
    answer(id, () => {
      const entry = open.get(handle.toString());
      open.delete(handle.toString());
      if (entry?.fd !== undefined) fs.closeSync(entry.fd);
    }),
  );
  sftp.on("RENAME", (id, from, to) =>
    answer(id, () => {
      if (!overwrites && fs.existsSync(at(to))) throw new Error("it exists");
      fs.renameSync(at(from), at(to));
    }),
  );
  sftp.on("REMOVE", (id, path) => answer(id, () => fs.unlinkSync(at(path))));
  sftp.on("MKDIR", (id, path) => answer(id, () => fs.mkdirSync(at(path))));
  sftp.on("RMDIR", (id, path) => answer(id, () => fs.rmdirSync(at(path))));
  sftp.on("LSTAT", (id, path) =>
    answer(id, () => {
      sftp.attrs(id, attributes(fs.lstatSync(at(path))));
      return true;
    }),
  );
  sftp.on("OPENDIR", (id, path) =>
    answer(id, () => {
      sftp.handle(id, handleFor({ names: fs.readdirSync(at(path)).map((name) => join(path, name)) }));
      return true;
    }),
  );
  sftp.on("READDIR", (id, handle) =>
    answer(id, () => {
      const entry = open.get(handle.toString());
      const names = entry?.names ?? [];
      if (entry !== undefined) entry.names = [];
      if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else {
        sftp.name(
          id,
          names.map((path) => ({
            filename: path.split("/").at(-1) ?? "",
            longname: path,
            attrs: attributes(fs.lstatSync(at(path))),
          })),
        );
      }
      return true;
    }),
  );
}

function attributes({ mode, uid, gid, size, atimeMs, mtimeMs }: fs.Stats) {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}
