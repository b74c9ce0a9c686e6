import { version } from "../version.ts";
import { workflowFiles } from "./generated/template-files.ts";

/** A file of a new project. */
export interface ScaffoldFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** It may be there already, and is left alone then: a repository often has one. */
  readonly optional?: true;
  readonly executable?: true;
}

/** What makes a folder a repository that pins Datafeed and checks itself: before a commit here, in pull requests on GitHub. */
export function repositoryFiles(product: string): readonly ScaffoldFile[] {
  return [
    { path: "package.json", text: packageText(product), optional: true },
    { path: ".gitignore", text: "node_modules/\n.datafeed/\nout/\n", optional: true },
    { path: ".githooks/pre-commit", text: hookText, executable: true },
    ...workflowFiles.map((file): ScaffoldFile => ({ ...file, optional: true })),
  ];
}

/** The exact version: what reviewed a change is what runs it. `prepare` switches the hook on when somebody installs. */
function packageText(product: string): string {
  const manifest = {
    name: `${product.slice(0, 200)}-extracts`,
    private: true,
    scripts: {
      prepare: "git config core.hooksPath .githooks || true",
      validate: "datafeed validate",
      plan: "datafeed plan",
      test: "datafeed test",
    },
    devDependencies: { datafeed: version },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const hookText = `#!/bin/sh
# Checks the documents as they are in the folder. Once without it: git commit --no-verify
git diff --cached --quiet -- datafeed.yaml connections.yaml extracts templates && exit 0
npx --no-install datafeed validate && npx --no-install datafeed test
`;
