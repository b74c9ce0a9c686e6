import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { remoteCommands } from "../../runner/src/client/remote-commands.ts";

describe("what is no server of ours", () => {
  test("nobody there", async () => {
    const commands = remoteCommands({ url: "http://127.0.0.1:9", token: "x" });
    await expect(commands.createToken({ user: "a", name: "b" })).rejects.toMatchObject({ code: "server-unreachable" });
  });

  test.each([["ftp://example.com"], ["nonsense"], ["http://user:secret@example.com"]])(
    "no address: %s, and none is repeated",
    (url) => {
      expect(() => remoteCommands({ url })).toThrow(
        expect.objectContaining({ code: "server-url-invalid", message: expect.not.stringContaining("secret") }),
      );
    },
  );

  test.each([
    ["another server", 200, {}, "<html>", "server-answer"],
    ["one that says no", 404, {}, "<html>", "server-answer"],
    ["a proxy that wants to know who asks", 401, {}, "", "token-not-taken"],
    ["one that sends us elsewhere, with our token", 302, { location: "http://elsewhere.example" }, "", "server-answer"],
  ])("%s", async (_, status, headers, body, code) => {
    const other = createServer((_request, response) => {
      response.writeHead(status, headers).end(body);
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      await expect(remoteCommands({ url, token: "x" }).status()).rejects.toMatchObject({ code });
    } finally {
      other.closeAllConnections();
      other.close();
    }
  });
});
