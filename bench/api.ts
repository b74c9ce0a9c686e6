import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startPostgres } from "../test/support/embedded-postgres.ts";

/** Requests at a time, as many as people who look at the grid at once. */
const connections = 8;
const seconds = 4;

/** What the grid asks for. */
const queries: Readonly<Record<string, string>> = {
  "first page": "",
  "by size, down": "sort=-size",
  "page 2,000": "page=2000&sort=name",
  "one extract": "extract=extract-7",
  "one owner, shared": "owner=ben&shared=true",
  "search in names": "search=tract-42",
};

interface Served {
  readonly address: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** Requests per second and times of the grid's list at 100,000 outputs, on both ledgers: a Markdown table. */
export async function benchApi(): Promise<string> {
  const rows = [...(await onSqlite()), ...(await onPostgres())];
  const head = "| ledger | who | list | requests/s | p50 ms | p99 ms |\n|---|---|---|---|---|---|";
  return `### API: the grid's list, 100,000 outputs, ${connections} connections\n\n${head}\n${rows.join("\n")}\n`;
}

async function onSqlite(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-bench-api-"));
  try {
    return await measured("SQLite", join(folder, "ledger.sqlite"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres(): Promise<readonly string[]> {
  const server = await startPostgres();
  try {
    return await measured("PostgreSQL", server.url);
  } finally {
    await server.stop();
  }
}

async function measured(engine: string, place: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "entries/api-server.ts"), place], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    console.error(`${engine}: filling`);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const served = JSON.parse(line) as Served;
    const rows: string[] = [];
    for (const [name, query] of Object.entries(queries)) {
      for (const user of Object.keys(served.tokens)) {
        const times = await load(served, user, query);
        const numbers = [times.length / seconds, quantile(times, 0.5), quantile(times, 0.99)].map((value) => value.toFixed(1));
        rows.push(`| ${[engine, user, name, ...numbers].join(" | ")} |`);
        console.error(rows.at(-1));
      }
    }
    return rows;
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
}

/** Milliseconds of each request, after a warm-up of a quarter of the time. */
async function load({ address, tokens }: Served, user: string, query: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = `${address}/v1/outputs?${query}`;
  const headers = { authorization: `Bearer ${tokens[user]}` };
  const start = performance.now() + seconds * 250;
  const end = start + seconds * 1000;
  const times: number[] = [];
  const client = async () => {
    while (performance.now() < end) {
      const began = performance.now();
      await ask(url, headers, agent);
      if (began >= start) times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return times.sort((a, b) => a - b);
}

function ask(url: string, headers: Record<string, string>, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`));
      response.resume().once("end", resolve);
    }).on("error", reject);
  });
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
