import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong while a project's files are read. */
export const projectErrors = defineErrors({
  "project-missing": {
    meaning: "The folder has no datafeed.yaml.",
    mend: "Go to the project's folder, or make a project with `datafeed init`.",
  },
  "connections-missing": {
    meaning: "The connections file that was named does not exist or can't be read.",
    mend: "Check the path given with --connections or DATAFEED_CONNECTIONS.",
  },
  "file-too-large": {
    meaning: "A document is larger than 5 MB, so it was not read.",
    mend: "Split it: one file may hold one document or several, and a folder as many files as you like.",
  },
  "file-not-utf8": {
    meaning: "A document is not UTF-8 text.",
    mend: "Save it as UTF-8.",
  },
  "file-unreadable": {
    meaning: "A document could not be read.",
    mend: "Check that it is an ordinary file and that you may read it.",
  },
  "file-ignored": {
    meaning:
      "A YAML file's name does not end in .extract.yaml, .schedule.yaml, .template.yaml or .test.yaml, so it was not read.",
    mend: "Rename it, or move it out of extracts/ and templates/.",
  },
  "git-place": {
    meaning: "What --git names is no branch of a repository that can be followed.",
    mend: "Write https://…, ssh://… or file://…, then # and the branch, then : and a folder where the project is in one.",
  },
  "git-missing": {
    meaning: "The program git, which fetches documents, is not installed.",
    mend: "Install git.",
  },
  "git-failed": {
    meaning:
      "Git could not fetch or read documents; the reason is in the message. The last commit that was applied stays in force.",
    mend: "Check address, network and rights. It is tried again and again.",
  },
  "git-branch-missing": {
    meaning: "The repository has no such branch (any more). The last commit that was applied stays in force.",
    mend: "Check the name after # in --git, or push the branch.",
  },
  "git-repository-missing": {
    meaning: "The project stands in no Git repository, so there is no other state to compare it with.",
    mend: "Go to a clone of its repository, or make one: `git init`, then a first commit.",
  },
  "git-ref-invalid": {
    meaning: "What was given as a state of the project can't be the name of a commit.",
    mend: "Name a branch, a tag or a commit: origin/main, v1.2, 3f2a9c1, HEAD~1.",
  },
  "git-ref-missing": {
    meaning: "The repository has no such branch, tag or commit, or a shallow clone left it out.",
    mend: "Check the name. Fetch what is missing: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout.",
  },
  "git-base-missing": {
    meaning: "Two states have no commit in common that is here, so nobody can say what the change began with.",
    mend: "Fetch the history (`git fetch --unshallow`, `fetch-depth: 0` for actions/checkout), or name the state with --base.",
  },
  "link-refused": {
    meaning: "A symbolic link leaves the project, or leads to a folder.",
    mend: "Put the file itself where the link is.",
  },
});
