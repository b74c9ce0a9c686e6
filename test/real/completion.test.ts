import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const launcher = resolve("runner/bin/datafeed.cjs");
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "completion-"));
  mkdirSync(join(home, "bin"));
  symlinkSync(launcher, join(home, "bin/datafeed"));
  mkdirSync(join(home, "project/extracts"), { recursive: true });
  writeFileSync(join(home, "project/datafeed.yaml"), "kind: Project\n");
  const extracts = ["web chats", "web-voice", "goals"].map((name) => `kind: Extract\nname: "${name}" # for Sam\n`);
  const feed = "kind: Feed\nname: web-events\n";
  writeFileSync(join(home, "project/extracts/all.extract.yaml"), [...extracts, feed].join("---\n"));
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What a real shell offers, having loaded what `datafeed completion` prints. */
function ask(shell: string, flags: readonly string[], script: string): readonly string[] {
  const env = { ...process.env, PATH: `${join(home, "bin")}${delimiter}${process.env["PATH"]}`, HOME: home };
  const { stdout, stderr, status } = spawnSync(shell, [...flags, "-c", script], {
    cwd: join(home, "project"),
    env,
    encoding: "utf8",
  });
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  return stdout.trim().split("\n");
}

const bash = (line: readonly string[]): string => `source <(datafeed completion bash)
  COMP_WORDS=(${line.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${line.length - 1}
  _datafeed_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;

test("bash: verbs, options and names, escaped", () => {
  expect(ask("bash", ["--norc"], bash(["datafeed", "ru"]))).toEqual(["run", "runs"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "run", "web"]))).toEqual(["web\\ chats", "web-voice"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "run", "web\\ c"]))).toEqual(["web\\ chats"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "sql", "goals", "--dialect", "r"]))).toEqual(["redshift"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "validate", "ext"]))).toEqual(["extracts"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "feed", "dea"]))).toEqual(["dead-letters"]);
  expect(ask("bash", ["--norc"], bash(["datafeed", "feed", "pause", "w"]))).toEqual(["web-events"]);
});

test("fish: the same, with what each is", () => {
  const script = (line: string) => `datafeed completion fish | source; complete -C '${line}'`;
  expect(ask("fish", ["--no-config"], script("datafeed ru"))).toEqual([
    "run\trun extracts now and publish their files",
    "runs\tlist runs and what became of them",
  ]);
  expect(ask("fish", ["--no-config"], script("datafeed run web"))).toEqual(["web chats\textract", "web-voice\textract"]);
  expect(ask("fish", ["--no-config"], script("datafeed feed pause w"))).toEqual(["web-events\tfeed"]);
  expect(ask("fish", ["--no-config"], script("datafeed validate ext"))).toEqual(["extracts/"]);
});

test("zsh: the same; its menu is drawn on a terminal, so what is handed to it is looked at", () => {
  const script = (line: readonly string[]) => `autoload -U compinit; compinit -u -D; source <(datafeed completion zsh)
    _describe() { print -rl -- "\${(@P)2}" }; _files() { print files }
    words=(${line.map((word) => `'${word}'`).join(" ")}); CURRENT=${line.length}; _datafeed`;
  expect(ask("zsh", ["-f"], script(["datafeed", "ru"]))).toEqual([
    "run:run extracts now and publish their files",
    "runs:list runs and what became of them",
  ]);
  expect(ask("zsh", ["-f"], script(["datafeed", "run", "web\\ "]))).toEqual(["web chats:extract"]);
  expect(ask("zsh", ["-f"], script(["datafeed", "feed", "pause", "w"]))).toEqual(["web-events:feed"]);
  expect(ask("zsh", ["-f"], script(["datafeed", "validate", "ext"]))).toEqual(["files"]);
});
