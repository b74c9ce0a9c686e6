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

/** Switches the hook on when somebody installs. */
export const prepareScript = "git config core.hooksPath .githooks || true";

/**
 * What makes a folder a repository that pins Datafeed and checks itself: before a commit here, in pull requests on GitHub.
 * `inside` another repository's folder there is no hook and no workflow: both belong to that one's root.
 */
export function repositoryFiles(product: string, inside: boolean): readonly ScaffoldFile[] {
  return [
    { path: "package.json", text: packageText(product, inside), optional: true },
    { path: ".gitignore", text: "node_modules/\n.datafeed/\nout/\n", optional: true },
    ...(inside ? [] : [{ path: ".githooks/pre-commit", text: hookText, executable: true } as const]),
    ...(inside ? [] : workflowFiles.map((file): ScaffoldFile => ({ ...file, optional: true }))),
  ];
}

/** The exact version: what reviewed a change is what runs it. */
function packageText(product: string, inside: boolean): string {
  const manifest = {
    name: `${product.slice(0, 200)}-extracts`,
    private: true,
    scripts: {
      ...(!inside && { prepare: prepareScript }),
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
datafeed=node_modules/.bin/datafeed
if [ ! -e "$datafeed" ]; then
  echo "Datafeed is not installed here: npm install, or commit without the check: git commit --no-verify" >&2
  exit 1
fi
"$datafeed" validate && "$datafeed" test
`;
