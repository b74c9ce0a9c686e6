import { expect, test } from "vitest";
import { loadProject } from "../../runner/src/load/load-project.ts";

const template = `kind: Template
name: Contacts
source: { table: reporting.contacts }
time: { field: Start }
key: [Contact]
fields:
  Contact: { column: contact_id, type: uuid }
  Start: { column: started, type: instant }
`;
const connections =
  "kind: Connections\nwarehouses: { sample: { type: duckdb } }\ndestinations: { local: { type: file, path: out } }\n";

function load({ warehouse, to, trusted }: { readonly warehouse: string; readonly to: string; readonly trusted: boolean }) {
  const project = `kind: Project
version: 1
organization: Acme
users: { amy: { role: admin } }
products: { employee: { name: Employee, warehouse: ${warehouse} } }
`;
  const extract = `kind: Extract
name: all
product: employee
owner: amy
template: Contacts
fields: all
output: { to: ${to} }
notify: [{ to: pager, events: [failure] }]
`;
  const files = [
    { path: "datafeed.yaml", text: project },
    { path: "extracts/all.extract.yaml", text: extract },
    { path: "templates/Contacts.template.yaml", text: template },
  ];
  const texts = { files, connections: { path: "connections.yaml", text: connections, trusted } };
  const { extracts, diagnostics } = loadProject(texts, { today: "2026-11-21" });
  return { sound: extracts.has("all"), found: diagnostics.map(({ severity, code }) => `${severity} ${code}`) };
}

test("what the repository's own connections lack may be the operator's: pull requests are checked without his", () => {
  expect(load({ warehouse: "lake", to: "bucket", trusted: false })).toEqual({
    sound: true,
    found: ["warning warehouse-undeclared", "warning destination-undeclared"],
  });
});

test("what the operator's lack is a mistake", () => {
  expect(load({ warehouse: "sample", to: "bucket", trusted: true })).toEqual({
    sound: false,
    found: ["error destination-undeclared", "error notifier-unknown"],
  });
  expect(load({ warehouse: "lake", to: "local", trusted: true }).sound).toBe(false);
});

test("a name that is close to one of them is a slip", () => {
  expect(load({ warehouse: "samlpe", to: "local", trusted: false }).found).toContain("error warehouse-undeclared");
  expect(load({ warehouse: "sample", to: "locla", trusted: false }).found).toContain("error destination-undeclared");
});
