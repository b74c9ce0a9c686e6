import { readFileSync } from "node:fs";
import { Failure } from "./failure.mjs";

const prefix = "DATAFEED_INPUT_";
const commands = ["validate", "plan", "comment", "test", "run", "dispatch"];

/**
 * The inputs of action.yml and what GitHub says of the run. All of it comes from the environment: no text of a workflow, an
 * event or a person is ever part of a shell line.
 */
export function readInputs(env) {
  const input = (name) => env[`${prefix}${name.toUpperCase().replaceAll("-", "_")}`] ?? "";
  return {
    command: oneOf("command", input("command"), commands),
    project: input("project") || ".",
    version: input("version"),
    cli: input("cli"),
    extract: input("extract"),
    start: input("start"),
    end: input("end"),
    format: input("format"),
    fields: lines(input("fields")),
    server: input("server"),
    token: input("token"),
    connections: input("connections"),
    base: input("base"),
    failOn: oneOf("fail-on", input("fail-on") || "error", ["error", "warning", "never"]),
    comment: isTrue("comment", input("comment") || "true"),
    commentAuthor: input("comment-author") || "github-actions[bot]",
    report: input("report"),
    githubToken: input("github-token"),
    artifact: oneOf("artifact", input("artifact") || "auto", ["auto", "always", "never"]),
    summary: isTrue("summary", input("summary") || "true"),
    github: github(env),
  };
}

/** What GitHub's runner says of the run. */
function github(env) {
  return {
    api: env.GITHUB_API_URL || "https://api.github.com",
    server: env.GITHUB_SERVER_URL || "https://github.com",
    repository: env.GITHUB_REPOSITORY ?? "",
    sha: env.GITHUB_SHA ?? "",
    run: env.GITHUB_RUN_ID ?? "",
    attempt: env.GITHUB_RUN_ATTEMPT ?? "1",
    eventName: env.GITHUB_EVENT_NAME ?? "",
    event: readEvent(env.GITHUB_EVENT_PATH),
    temporary: env.RUNNER_TEMP ?? "",
  };
}

function readEvent(path) {
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

/** One to a line: names of columns may hold commas. */
function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function oneOf(name, value, choices) {
  if (choices.includes(value)) return value;
  throw new Failure(`The input ${name} is ${JSON.stringify(value)}; expected ${choices.join(", ")}.`);
}

function isTrue(name, value) {
  return oneOf(name, value, ["true", "false"]) === "true";
}

/** The environment for Datafeed: without the inputs, of which two are tokens. */
export function environmentOf(env, { command, server, token }) {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith(prefix));
  const remote = (command === "run" || command === "dispatch") && server !== "" ? { DATAFEED_TOKEN: token } : {};
  return { ...Object.fromEntries(kept), NO_COLOR: "1", ...remote };
}
