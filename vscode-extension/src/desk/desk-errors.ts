import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";

/** Why nothing can be asked at the moment: what the welcome of the view and the buttons of a message depend on. */
export type DeskState = "ready" | "noProject" | "untrusted" | "noCli" | "signedOut" | "unreachable";

/** The state that a failure leads to; undefined for one that says nothing about the way to Datafeed. */
export function stateAfter(error: unknown): DeskState | undefined {
  const code = error instanceof DatafeedError ? error.code : "";
  switch (code) {
    case "project-missing":
      return "noProject";
    case "not-trusted":
      return "untrusted";
    case "cli-missing":
    case "node-missing":
    case "cli-too-old":
    case "cli-too-new":
    case "session-not-started":
      return "noCli";
    case "not-signed-in":
    case "token-not-taken":
      return "signedOut";
    case "server-unreachable":
    case "server-certificate":
    case "server-answer":
    case "server-url-invalid":
      return "unreachable";
    default:
      return undefined;
  }
}
