import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";

/**
 * One spelling for each server, so that its token is found again: scheme, host and port as URLs have them, the path without
 * `/v1` and slashes at its end. Errors: `server-url-invalid`.
 */
export function normalServerUrl(written: string): string {
  const url = URL.parse(written.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new DatafeedError("server-url-invalid", "A server's address begins with https:// or http://, without a name in it.", {
      hint: "Such as https://datafeed.example.com.",
    });
  }
  return `${url.origin}${url.pathname.replace(/(\/v1)?\/*$/, "")}`;
}

/** Whether a token would cross a network that others can read. */
export function isInTheClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** An address as it may be shown and logged: the normal one, or what was written, without a name and password. */
export function shownUrl(written: string): string {
  try {
    return normalServerUrl(written);
  } catch {
    return written.replace(/\/\/[^/]*@/, "//");
  }
}
