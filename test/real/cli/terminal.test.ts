import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environment, launcher } from "../../cli/command-line.ts";
import { longRun, waitForBytes, withLongExtract } from "../../cli/long-query.ts";
import { TestProject } from "../../cli/test-project.ts";

/** util-linux's `script` gives a command a terminal; the one of BSD and macOS takes other arguments. */
const hasTerminal = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;

/** A command on a terminal of its own. */
class Terminal {
  readonly child: ChildProcess;
  /** Everything that was shown, control sequences included. */
  shown = "";
  readonly #ended: Promise<number | null>;

  constructor(project: TestProject, ...args: readonly string[]) {
    const line = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(" ");
    const { NO_COLOR: _, ...env } = environment(project.surroundings);
    this.child = spawn("script", ["-qec", `stty cols 120 rows 40; exec ${line}`, "/dev/null"], {
      cwd: project.root,
      env: { ...env, TERM: "xterm-256color" },
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.shown += text;
    });
    this.#ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** Waits for a text on the screen. */
  async see(text: RegExp | string): Promise<void> {
    await expect.poll(() => this.shown, { interval: 20 }).toMatch(text);
  }

  /** Types an answer as soon as its question is on the screen. */
  async answer(question: string, answer: string): Promise<void> {
    await this.see(question);
    this.shown = "";
    this.child.stdin?.write(`${answer}\r`);
  }

  /** Its exit code, when all that it wrote was shown. */
  end(): Promise<number | null> {
    return this.#ended;
  }
}

describe.skipIf(!hasTerminal)("on a terminal (needs util-linux's script)", () => {
  let project: TestProject;

  beforeAll(async () => {
    project = withLongExtract(await TestProject.withSample());
  });

  afterAll(() => project[Symbol.dispose]());

  test("a run shows rows, bytes, rate and time while it goes on, in place", async () => {
    const terminal = new Terminal(project, ...longRun);
    await waitForBytes(project, 100_000);
    await terminal.see(/[0-9,]+ rows {2}[0-9.]+ [KMG]B {2}[0-9,]+ rows\/s, [0-9.]+ [KMG]B\/s {2}[0-9.]+ s/);
    // Colours, and the cursor that goes back to the line's start.
    expect(terminal.shown).toContain("\u001b[");
    terminal.child.stdin?.write("\u0003");
    await terminal.see("Cancelled.");
    expect(await terminal.end()).toBe(130);
    expect(terminal.shown).toContain("cancelled");
    expect(terminal.shown).not.toContain("unexpected");
    expect(project.files()).toEqual([]);
  });

  test("before the first row the time goes on", async () => {
    const slow =
      "select count(*) as number, :window_start::timestamptz as contact_start from range(1000000000000) where :window_start < :window_end";
    using waiting = withLongExtract(await TestProject.withSample(), { duckdb: slow });
    const terminal = new Terminal(waiting, ...longRun);
    await terminal.see(/asking the warehouse … [1-9][0-9]* s/);
    terminal.child.stdin?.write("\u0003");
    expect(await terminal.end()).toBe(130);
  });

  test("metrics have a chart, which a pipe does not get", async () => {
    const files = ["2026-03-17.json", "2026-03-18.json"].map((name) => join(import.meta.dirname, "../../cases/metrics", name));
    const terminal = new Terminal(project, "metrics", ...files, "--days");
    expect(await terminal.end()).toBe(0);
    expect(terminal.shown).toMatch(/2026-03-17 {2}█+░+ {2}4\r\n2026-03-18 {2}█+░+ {2}4\r\n█ handled by the bot/);
    expect((await project.run("metrics", ...files, "--days")).stdout).not.toContain("█");
  });

  test("metrics show how much of the documents is read, where nobody reads JSON", async () => {
    const record = (at: number): string =>
      `{"conversation_id":"${at}","conversation_status":"agent","labels":["${"a".repeat(900)}"]}`;
    project.write("large.ndjson", Array.from({ length: 20_000 }, (_, at) => record(at)).join("\n"));
    const csv = new Terminal(project, "metrics", "large.ndjson", "--format", "csv");
    expect(await csv.end()).toBe(0);
    expect(csv.shown).toMatch(/reading … .*18\.\d MB {2}\d+ s/);
    if (process.platform === "linux") expect(csv.shown).toMatch(/reading … [0-9.]+ \w+ of 18/);
    expect(csv.shown).toMatch(/conversations {2}1 file, [0-9.]+ s/);
    expect(csv.shown).toContain("\r\n20000,0,0,");
    const json = new Terminal(project, "metrics", "large.ndjson", "--format", "json");
    expect(await json.end()).toBe(0);
    expect(json.shown).toMatch(/^\{/);
  });

  test("metrics of what is typed show that they wait, until Ctrl-C", async () => {
    const terminal = new Terminal(project, "metrics", "-");
    await terminal.see(/checking and unpacking … .* [1-9] s/);
    terminal.child.stdin?.write("\u0003");
    expect(await terminal.end()).toBe(130);
    expect(terminal.shown).toContain("Cancelled.");
    expect(terminal.shown).not.toContain("unexpected");
  });

  test("new asks for everything, refuses what is wrong, and writes a document that is sound", async () => {
    const terminal = new Terminal(project, "new");
    await terminal.answer("Extract name?", "my/calls");
    await terminal.answer("Expected 1 to 100 letters", "my calls");
    await terminal.answer("Product?", "1");
    await terminal.answer("Template?", "contactdetails");
    await terminal.answer("When does it run?", "");
    await terminal.answer("Time zone?", "America/Chicgo");
    await terminal.answer("Did you mean `America/Chicago`?", "");
    await terminal.answer("From", "tomorrow");
    await terminal.answer("Expected YYYY-MM-DD", "2026-03-01");
    await terminal.answer("To", "2026-04-01");
    await terminal.see("Contact ID, Contact Start");
    await terminal.answer("Fields", "Contact ID, Chanel");
    await terminal.answer("Did you mean `Channel`?", "");
    await terminal.answer("Owner?", "amy");
    await terminal.see("Wrote");
    expect(await terminal.end()).toBe(0);
    expect(await project.json("validate", "--explain", "my calls")).toMatchObject({ owner: "amy", template: "ContactDetails" });
  });

  test.each([
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ])("%s at a question ends it, and writes nothing", async (_name, key) => {
    const before = project.files("extracts");
    const terminal = new Terminal(project, "new");
    await terminal.see("Extract name?");
    terminal.child.stdin?.write(key);
    expect(await terminal.end()).toBe(130);
    expect(terminal.shown).toContain("Cancelled.");
    expect(project.files("extracts")).toEqual(before);
  });
});
