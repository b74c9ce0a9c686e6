import { type LoadedProject, loadProject, type TextFile } from "../../runner/src/language.ts";
import { dedent } from "./cursor.ts";

/** A small project whose names tell where they come from. */
export const shop = {
  "datafeed.yaml": `
    kind: Project
    version: 1
    organization: Shop
    users: { amy: { role: developer, name: Amy Chen }, dana: { role: admin } }
    products:
      retail: { name: Shop - Retail, warehouse: sample, templates: [Orders] }
      wholesale: { name: Shop - Wholesale, warehouse: sample }
    defaults: { timezone: Europe/Vienna, to: local }
    masking: { free-text: redact }
    grants:
      - { template: Customers, fields: [Phone], extracts: [granted], approvedBy: dana, reason: Support, until: "2027-01-31" }`,
  "templates/orders.template.yaml": `
    kind: Template
    name: Orders
    description: One row an order.
    source: { table: shop.orders }
    time: { field: Ordered }
    key: [Order ID]
    fields:
      Order ID: { column: order_id, type: uuid }
      Ordered: { column: ordered_at, type: instant, description: "When it was ordered, UTC." }
      Ordered local: { local: Ordered }
      Amount: { column: amount, type: decimal, precision: 12, scale: 2, unit: EUR }
      Channel: { column: channel, type: string, values: [Web-Chat, Voice, "on"] }
      Paid: { column: paid, type: boolean }
      "Note: internal #1": { column: note, type: string }
      Payload: { column: payload, type: json }`,
  "templates/customers.template.yaml": `
    kind: Template
    name: Customers
    source: { table: shop.customers }
    time: { field: Created }
    key: [Customer ID]
    fields:
      Customer ID: { column: customer_id, type: integer }
      Created: { column: created_at, type: instant }
      Phone: { column: phone, type: string, pii: phone }
      Name: { column: name, type: string, pii: name }`,
  "extracts/nightly.schedule.yaml": `
    kind: Schedule
    name: nightly
    every: day
    at: "03:30"
    timezone: America/Chicago`,
  "extracts/granted.extract.yaml": `
    kind: Extract
    name: granted
    product: wholesale
    owner: amy
    template: Customers
    fields: [Customer ID, Phone]`,
} as const;

const connections = `
  kind: Connections
  warehouses: { sample: { type: duckdb, path: sample.duckdb } }
  destinations: { local: { type: file, path: out }, archive: { type: file, path: archive } }
  notifiers: { ops: { type: webhook, url: "\${env:HOOK}" } }`;

/** Loads the shop, with other texts in place of some of its files. */
export function loadShop(changed: Readonly<Record<string, string>> = {}): LoadedProject {
  const texts = { ...shop, ...changed };
  const files: TextFile[] = Object.entries(texts).map(([path, text]) => ({ path, text: dedent(text) }));
  const trusted = { path: "connections.yaml", text: dedent(connections), trusted: true };
  return loadProject({ files, connections: trusted }, { today: "2026-11-21" });
}
