import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { resolveReference } from "../../connect/secrets.ts";
import type { LogLevel } from "../../daemon/log.ts";
import { isRole, type RunnerRole, runnerRoles } from "../../daemon/roles.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { keepSecret } from "../../errors/scrub.ts";
import { durationMs } from "../../load/date-time.ts";
import { findProject } from "../../project/find-project.ts";
import { isBranch } from "../../project/git/git-place.ts";
import { wholeNumber, withExamples } from "../common-options.ts";
import { withLedger } from "../server-options.ts";
import { stopSignal } from "../stop-signal.ts";

interface ServeFlags {
  readonly project: string;
  readonly git?: string;
  readonly poll: number;
  readonly protectedBranch?: string;
  readonly requireApproved: boolean;
  readonly connections?: string;
  readonly ledger?: string;
  readonly state: string;
  readonly role: readonly RunnerRole[];
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly publicUrl?: string;
  readonly trustProxy?: string;
  readonly webhookSecretFile?: string;
  readonly concurrency?: number;
  readonly lease: number;
  readonly shutdownTimeout: number;
  readonly logLevel: LogLevel;
  readonly logFormat?: "json" | "text";
}

export function configure(command: Command): void {
  command
    .addOption(new Option("-C, --project <folder>", "the folder to follow").default(".").env("DATAFEED_PROJECT"))
    .option("--git <url#ref>", "follow a branch of a Git repository instead of a folder; `url#ref:folder` for a folder in it")
    .addOption(new Option("--poll <duration>", "how often Git is asked").argParser(duration).default(30_000, "30s"))
    .addOption(new Option("--protected-branch <name>", "what stands on this branch is approved").argParser(branchName))
    .option("--require-approved", "run nothing that is not on --protected-branch", false)
    .addOption(new Option("--connections <file>", "warehouses, destinations and notifiers").env("DATAFEED_CONNECTIONS"));
  withLedger(command)
    .option("--state <folder>", "where the clone of --git and the ledger are kept", ".datafeed")
    .addOption(
      new Option("--role <roles>", "what this runner does, by commas or one by one: scheduler, worker, feeds, api")
        .argParser(roles)
        .default(runnerRoles, "all"),
    )
    .option("--host <address>", "the address that the API binds to", "127.0.0.1")
    .option("--port <number>", "its port; 0 takes a free one", wholeNumber(0), 8787)
    .option("--tls-cert <file>", "speak TLS with this certificate (PEM)")
    .option("--tls-key <file>", "and this key (PEM)")
    .option("--public-url <url>", "the address by which people reach the API, for the links in notices")
    .option("--trust-proxy <addresses>", "proxies whose X-Forwarded-For is believed: addresses or networks, by commas")
    .option(
      "--webhook-secret-file <file>",
      "look at --git at once when POST /v1/webhooks/git is signed with this file's secret",
    )
    .option(
      "--concurrency <count>",
      "the most runs at a time in this process (default: what the warehouses allow)",
      wholeNumber(1),
    )
    .addOption(
      new Option("--lease <duration>", "so long a silent runner is believed to live")
        .argParser(duration)
        .default(10_000, "10s"),
    )
    .addOption(
      new Option("--shutdown-timeout <duration>", "so long running extracts may finish after SIGTERM")
        .argParser(duration)
        .default(30_000, "30s"),
    )
    .addOption(
      new Option("--log-level <level>", "what is logged").choices(["debug", "info", "warn", "error", "silent"]).default("info"),
    )
    .addOption(new Option("--log-format <format>", "how (default: text on a terminal)").choices(["json", "text"]))
    .action(serve);
  withExamples(command, [
    ["datafeed serve", "this checkout, with its ledger in .datafeed; stop with Ctrl-C"],
    ["datafeed serve --git https://git.example.com/extracts.git#main --connections /etc/datafeed/connections.yaml", "a branch"],
    [
      "datafeed serve --git https://git.example.com/extracts.git#main --protected-branch main --require-approved",
      "run nothing that was not merged",
    ],
    ["datafeed serve --ledger postgres://ledger.example.com/datafeed --role scheduler,worker", "one of several runners"],
  ]);
}

async function serve(flags: ServeFlags): Promise<void> {
  const signal = stopSignal();
  // The assembly loads everything; help and mistakes do not need it.
  const daemon = await import("../../daemon/serve.ts");
  const { project, git, poll, connections, ledger, state, role, tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new DatafeedError("usage", "Only one of --tls-cert and --tls-key was given.", { hint: "Give both, or neither." });
  }
  if (flags.requireApproved && flags.protectedBranch === undefined) {
    throw new DatafeedError("usage", "--require-approved needs to know which branch is protected.", {
      hint: "Name it: --protected-branch main.",
    });
  }
  const root = git === undefined ? (findProject(project) ?? resolve(project)) : resolve(project);
  await daemon.serve(
    {
      source: git === undefined ? { type: "folder", folder: root } : { type: "git", url: git, pollMs: poll },
      ...(flags.protectedBranch === undefined
        ? {}
        : { approval: { protectedBranch: flags.protectedBranch, required: flags.requireApproved } }),
      root,
      state: resolve(root, state),
      ...(connections === undefined ? {} : { connections: resolve(connections) }),
      ...(ledger === undefined ? {} : { ledger }),
      roles: role,
      host: flags.host,
      port: flags.port,
      ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { cert: resolve(tlsCert), key: resolve(tlsKey) } }),
      ...(flags.publicUrl === undefined ? {} : { publicUrl: flags.publicUrl }),
      ...(flags.trustProxy === undefined ? {} : { trustProxy: flags.trustProxy }),
      ...webhookSecret(flags),
      ...(flags.concurrency === undefined ? {} : { concurrency: flags.concurrency }),
      lease: { leaseMs: flags.lease, heartbeatMs: Math.round(flags.lease / 3.3) },
      shutdownMs: flags.shutdownTimeout,
      logLevel: flags.logLevel,
      logFormat: flags.logFormat ?? (process.stdout.isTTY ? "text" : "json"),
    },
    { signal },
  );
}

/** In a file, or in DATAFEED_WEBHOOK_SECRET: on a command line everybody on the machine could read it. */
function webhookSecret({ webhookSecretFile }: ServeFlags): { readonly webhookSecret?: string } {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the form of a reference
  const reference = webhookSecretFile === undefined ? undefined : "${file:PATH}".replace("PATH", resolve(webhookSecretFile));
  const secret =
    reference === undefined
      ? process.env["DATAFEED_WEBHOOK_SECRET"]
      : resolveReference(reference, "--webhook-secret-file", process.cwd());
  if (secret === undefined || secret === "") return {};
  keepSecret(secret);
  return { webhookSecret: secret };
}

/** Given again, the option adds to what it said before, and not to its default. */
function roles(text: string, before: readonly RunnerRole[]): readonly RunnerRole[] {
  const names = text.split(",").map((name) => name.trim());
  const known = names.filter(isRole);
  if (known.length === names.length) return before === runnerRoles ? known : [...new Set([...before, ...known])];
  throw new InvalidArgumentError(`Expected some of ${runnerRoles.join(", ")}, by commas.`);
}

function branchName(text: string): string {
  if (!isBranch(text)) throw new InvalidArgumentError("Expected the name of a branch.");
  return text;
}

function duration(text: string): number {
  if (!/^[0-9]{1,6}(s|m|h|d)$/.test(text)) throw new InvalidArgumentError("Expected a number and a unit, such as 30s or 5m.");
  return durationMs(text);
}
