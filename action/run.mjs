import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { datafeed, projectOptions } from "./cli.mjs";
import { Failure } from "./failure.mjs";
import { addSummary, annotate, plain, setOutput } from "./workflow-commands.mjs";

/** Runs an extract here, or on a server; the file is in a folder of its own, and may become an artifact. */
export async function run(inputs) {
  checkInputs(inputs);
  const folder = mkdtempSync(join(inputs.github.temporary || tmpdir(), "datafeed-"));
  const files = join(folder, "files");
  mkdirSync(files);
  const { code, stdout } = await datafeed(inputs, runArguments(inputs, files));
  const answer = readAnswer(stdout);
  const [outcome] = answer.outcomes ?? [];
  setOutput("run", outcome?.run ?? "");
  const problem = answer.error ?? outcome?.error;
  if (problem !== undefined) {
    annotate("error", String(problem.code), `${problem.message}${problem.hint === undefined ? "" : `\n${problem.hint}`}`);
  }
  const { output } = outcome ?? {};
  const [path] = answer.copies ?? [];
  if (output === undefined || path === undefined) {
    if (inputs.summary) addSummary(`## Datafeed: ${plain(inputs.extract)}\n\n${words(code, outcome, problem)}`);
    return code;
  }
  const told = { path, rows: output.rows, sha256: output.sha256, bytes: output.bytes };
  for (const [name, value] of Object.entries(told)) setOutput(name, String(value));
  setOutput("paths", answer.copies.join("\n"));
  const why = whyNoArtifact(inputs, outcome);
  if (why === undefined) {
    // A folder of ours: the path of an artifact is a pattern, and a file's name might be one.
    setOutput("artifact-folder", files);
    setOutput("artifact-name", artifactName(inputs));
  } else if (inputs.artifact !== "never") {
    annotate("warning", "datafeed-artifact", why);
  }
  writeFileSync(join(folder, "answer.json"), stdout);
  if (inputs.summary) addSummary(fileSummary(inputs, output, answer.copies, why));
  return code;
}

function checkInputs({ command, extract, server, token, format }) {
  if (extract === "") throw new Failure("The input extract is missing: the name of the extract to run.");
  if (command === "dispatch" && server === "") throw new Failure("The input server is missing: dispatch asks a daemon.");
  if (server !== "" && token === "") throw new Failure("The input token is missing: the server asks for one.");
  const formats = ["", "csv", "json", "ndjson", "parquet"];
  if (!formats.includes(format)) {
    throw new Failure(`The input format is ${JSON.stringify(format)}; expected nothing, or ${formats.slice(1).join(", ")}.`);
  }
}

/** Every value is joined to its option, and names come after `--`: a leading dash makes no option of them. */
function runArguments(inputs, folder) {
  const { extract, start, end, format, fields, server } = inputs;
  return [
    ...["run", "--format=json", `--out=${folder}`, ...projectOptions(inputs)],
    ...(start === "" ? [] : [`--start=${start}`]),
    ...(end === "" ? [] : [`--end=${end}`]),
    ...(format === "" ? [] : [`--file-format=${format}`]),
    ...fields.map((field) => `--fields=${field}`),
    ...(server === "" ? [] : [`--server=${server}`]),
    ...["--", extract],
  ];
}

function readAnswer(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}

/**
 * Why the file becomes no artifact; undefined when it does. Whoever can read the repository can read its artifacts: of a public
 * one everybody. So personal data that are readable in the file, and files of a public repository, need `always`.
 */
function whyNoArtifact({ artifact, github }, { personalData }) {
  if (artifact === "always") return undefined;
  if (artifact === "never") return "The workflow says that there is none.";
  if (github.event.repository?.private !== true) {
    return `The file is no artifact: everybody can read those of a public repository. ${allTheSame}`;
  }
  if (personalData === undefined) return "The file is no artifact: nobody could say whether it holds readable personal data.";
  if (personalData.length === 0) return undefined;
  const columns = personalData.join(", ");
  const why = `it holds readable personal data (${columns}), and whoever can read the repository can read artifacts`;
  return `The file is no artifact: ${why}. ${allTheSame}`;
}

const allTheSame = "`artifact: always` uploads it all the same.";

/** GitHub refuses some characters in names. */
function artifactName({ extract, github }) {
  return `${extract.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100)}-${github.run}-${github.attempt}`;
}

function words(code, outcome, problem) {
  if (problem !== undefined) return `❌ ${plain(`${problem.code}: ${problem.message}`)}`;
  return code === 0 ? `No file: ${plain(String(outcome?.state ?? "nothing ran"))}.` : "❌ Datafeed failed; the log says why.";
}

function fileSummary({ extract, server }, { rows, bytes, sha256, window }, copies, why) {
  return [`## Datafeed: ${plain(extract)}`, "| | |\n|---|---|"].join("\n\n").concat(
    "\n",
    [
      ["window", window === undefined ? "" : `${window.start} to ${window.end}`],
      ["rows", String(rows)],
      ["bytes", String(bytes)],
      ["sha256", sha256],
      ["file", copies.map((file) => basename(file)).join("\n")],
      ["ran on", server === "" ? "this runner" : server],
      ["artifact", why ?? "yes"],
    ]
      .map(([name, value]) => `| ${name} | ${plain(value)} |`)
      .join("\n"),
  );
}
