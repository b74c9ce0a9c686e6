import type { LoadedProject } from "../../../runner/src/language.ts";

/** What a task of the type `datafeed` says in tasks.json. */
export interface DatafeedTask {
  readonly type: "datafeed";
  readonly verb: "validate" | "run" | "preview" | "doctor" | "sample" | "feed run";
  /** For run and preview. */
  readonly extract?: string;
  /** For `feed run`: its events go to the terminal. */
  readonly feed?: string;
  /** The project's folder, relative to the workspace's. Default: the folder itself. */
  readonly project?: string;
}

/** More extracts than this are found by their names in tasks.json, and not in a list. */
const mostRuns = 100;

const verbs = ["validate", "run", "preview", "doctor", "sample", "feed run"] as const satisfies readonly DatafeedTask["verb"][];

/** The tasks that are offered for a project. */
export function tasksOf({ extracts }: Pick<LoadedProject, "extracts">, project: string): readonly DatafeedTask[] {
  const place = project === "" ? {} : { project };
  const names = [...extracts.keys()].sort().slice(0, mostRuns);
  return [
    { type: "datafeed", verb: "validate", ...place },
    { type: "datafeed", verb: "doctor", ...place },
    ...names.map((extract) => ({ type: "datafeed", verb: "run", extract, ...place }) as const),
  ];
}

/** What somebody wrote in tasks.json; undefined when it is no task of ours. */
export function readTask(written: { readonly [key: string]: unknown }): DatafeedTask | undefined {
  const verb = verbs.find((each) => each === written["verb"]);
  const { extract, feed, project } = written;
  if (written["type"] !== "datafeed" || verb === undefined) return undefined;
  const isNamed = typeof extract === "string" && extract !== "";
  const isFeed = typeof feed === "string" && feed !== "";
  if ((verb === "run" || verb === "preview") && !isNamed) return undefined;
  if (verb === "feed run" && !isFeed) return undefined;
  return {
    type: "datafeed",
    verb,
    ...(isNamed && { extract }),
    ...(isFeed && { feed }),
    ...(typeof project === "string" && project !== "" && { project }),
  };
}

/** The arguments of `datafeed`. A name that begins with a dash is still a name. */
export function argumentsOf({ verb, extract, feed }: DatafeedTask, connections: string): readonly string[] {
  const options = connections === "" || verb === "sample" ? [] : ["--connections", connections];
  if (verb === "feed run") return ["feed", "run", "--sink", "stdout", ...options, "--", feed ?? ""];
  return [verb, ...options, ...(extract === undefined ? [] : ["--", extract])];
}

/** How a task is called: `run web-chat-weekly`. */
export function taskName({ verb, extract, feed, project }: DatafeedTask): string {
  const name = extract ?? feed;
  const what = name === undefined ? verb : `${verb} ${name}`;
  return project === undefined ? what : `${what} (${project})`;
}
