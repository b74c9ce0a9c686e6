import { describe, expect, it } from "vitest";
import { isInTheClear, normalServerUrl } from "../../vscode-extension/src/sign-in/server-url.ts";

describe("a server's address", () => {
  it.each([
    ["https://Datafeed.Example.com", "https://datafeed.example.com"],
    ["https://datafeed.example.com/", "https://datafeed.example.com"],
    ["https://datafeed.example.com:443/v1/", "https://datafeed.example.com"],
    [" http://127.0.0.1:8787/v1 ", "http://127.0.0.1:8787"],
    ["https://example.com/data/feed/v1", "https://example.com/data/feed"],
  ])("%s is known as %s", (written, normal) => expect(normalServerUrl(written)).toBe(normal));

  it.each(["datafeed.example.com", "ftp://example.com", "https://amy:secret@example.com", ""])("%j is none", (written) => {
    expect(() => normalServerUrl(written)).toThrow(expect.objectContaining({ code: "server-url-invalid" }));
  });

  it.each([
    ["http://datafeed.example.com", true],
    ["http://127.0.0.1.example.com", true],
    ["http://localhost.example.com", true],
    ["https://datafeed.example.com", false],
    ["http://localhost:8787", false],
    ["http://127.0.0.1:8787", false],
    ["http://[::1]:8787", false],
  ])("%s in the clear: %s", (url, expected) => expect(isInTheClear(url)).toBe(expected));
});
