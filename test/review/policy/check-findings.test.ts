import { describe, expect, test } from "vitest";
import { at, changed, edited, extractText, type Files, planOf, project, templateText } from "../exposure/two-states.ts";

const inWindow = "c.began >= :window_start and c.began < :window_end";

/** The project with a check of an extract. */
function checked(sql: string, file: string = at.calls): Files {
  return changed({ [file]: `${project[file] ?? ""}checks:\n  - { name: who, severity: warn, sql: ${JSON.stringify(sql)} }\n` });
}

/** An extract whose own template knows of no personal data, with a check of it or of the template. */
function plain(sql: string, by: "extract" | "template" = "extract"): Files {
  const check = `checks: [{ name: who, severity: warn, sql: ${JSON.stringify(sql)} }]`;
  const template = templateText("Plain", "Kind: { column: kind, type: string }", "{ table: ref.events }");
  return changed({
    "templates/plain.template.yaml": by === "template" ? `${template}${check}\n` : template,
    "extracts/plain.extract.yaml": extractText("plain", "Plain", ...(by === "extract" ? [check] : [])),
  });
}

function ready(sql: string): Files {
  const schedule = 'schedule: { every: day, at: "06:00", timezone: UTC, start: "2026-11-02" }';
  const lines = `${schedule}\nready: { sql: ${JSON.stringify(sql)}, timeout: 4h, then: fail }\n`;
  return changed({ [at.calls]: `${project[at.calls] ?? ""}${lines}` });
}

async function saidOf(base: Files, head: Files): Promise<readonly string[]> {
  const { findings, diagnostics } = await planOf(base, head);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return findings.flatMap(({ code, severity, message, file, range }) => {
    return code === "plan-check-reads" ? [`${severity} ${file}:${range?.start.line} ${message}`] : [];
  });
}

describe("SQL of a data check", () => {
  test.each([
    ["compares a whole row", `select c.id as "ID" from reporting.calls c where c::varchar like '%15551234%' and ${inWindow}`],
    ["shows whole rows", "select * from reporting.calls"],
    ["compares whole rows of a query", "select 1 as n from (select c from reporting.calls c) x where x.c::varchar like '%1%'"],
  ])("that %s is found", async (_name, sql) => {
    const [only, ...others] = await saidOf(project, plain(sql));
    expect(only).toMatch(
      /^error extracts\/plain.extract.yaml:\d+ `plain`: the check `who` may ask about anything: nobody can say what it reads \(it reads whole rows of reporting.calls\)/,
    );
    expect(others).toEqual([]);
  });

  const agents = {
    "templates/agents.template.yaml": templateText(
      "Agents",
      "Mail: { column: mail, type: string, pii: email }",
      "{ table: ref.agents }",
    ),
  };
  test.each([
    ["where", "where a.mail like 'x%'"],
    ["having", "group by c.id having min(a.mail) like 'x%'"],
    ["order by", "order by a.mail limit 1"],
    ["join", "join ref.agents b on b.mail = 'x'"],
  ])("that asks about a column of another template by %s is found", async (_name, clause) => {
    const sql = `select c.id as "ID" from reporting.calls c join ref.agents a on a.id = c.service ${clause}`;
    const head = checked(sql);
    expect(await saidOf(changed(agents), { ...head, ...agents })).toEqual([
      expect.stringContaining("the check `who` asks about `ref.agents.mail` (email), and no grant of the base allows it."),
    ]);
    // Where the class comes with the change, too.
    expect(await saidOf(project, { ...head, ...agents })).toHaveLength(1);
  });

  test("that nobody understands is found", async () => {
    expect(await saidOf(project, plain("select id as \"ID\" from query('select * from reporting.calls')"))).toEqual([
      expect.stringContaining("the check `who` may ask about anything: nobody can say what it reads"),
    ]);
  });

  test.each([
    ["counts rows", `select c.id as "ID" from reporting.calls c where c.service = 'a' and ${inWindow}`],
    ["reads a table of which nothing is known", "select 1 as n from load_log where loaded_at > :window_end"],
  ])("that %s is none", async (_name, sql) => {
    expect(await saidOf(project, checked(sql))).toEqual([]);
  });

  const aboutWords = "select c.id as \"ID\" from reporting.calls c where c.words like '%x%'";

  test("may ask about what a grant of the base lets the extract read", async () => {
    expect(await saidOf(project, checked(aboutWords, at.words))).toEqual([]);
  });

  test("may not by a grant that comes with it", async () => {
    const base = edited({ [at.project]: [["extracts: [words], ", "extracts: [calls], "]] });
    expect(await saidOf(base, checked(aboutWords, at.words))).toHaveLength(1);
  });

  test("that stays as it is is no news", async () => {
    const base = plain("select * from reporting.calls");
    expect(await saidOf(base, edited({ "extracts/plain.extract.yaml": [["owner: amy", "owner: dana"]] }, base))).toEqual([]);
  });

  test("of a template counts for all", async () => {
    expect(await saidOf(project, plain("select * from reporting.calls", "template"))).toEqual([
      expect.stringMatching(
        /^error templates\/plain.template.yaml:\d+ `Plain`: the check `who` may ask about anything: nobody can say what it reads \(it reads whole rows of reporting.calls\)/,
      ),
    ]);
  });
});

describe("`ready`", () => {
  test("that asks about a person is found", async () => {
    const sql = "select count(*) = 0 from reporting.calls where ani = '+15551234' and began < :window_end";
    expect(await saidOf(project, ready(sql))).toEqual([
      expect.stringMatching(/^error extracts.*`calls`: `ready` asks about `reporting.calls.ani` \(phone\), and no grant/),
    ]);
  });

  test.each(["select max(loaded_at) >= :window_end from load_log", "select max(began) >= :window_end from reporting.calls"])(
    "%s is none",
    async (sql) => {
      expect(await saidOf(project, ready(sql))).toEqual([]);
    },
  );
});

test("the rule `exposure` of the base says how grave it is", async () => {
  const rules = (severity: string) => edited({ [at.project]: [["grants:", `rules: { exposure: ${severity} }\ngrants:`]] });
  const check = plain("select * from reporting.calls");
  expect(await saidOf(rules("warn"), check)).toEqual([expect.stringMatching(/^warning/)]);
  expect(await saidOf(rules("ignore"), check)).toEqual([]);
});
