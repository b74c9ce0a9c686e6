import type * as vscode from "vscode";
import { documentSuffixes, projectFile, repositoryConnectionsFile } from "../../../runner/src/project/document-files.ts";

/** The documents of Datafeed, by their names: whatever language the editor takes them for, saved or not. */
export const documentSelector: vscode.DocumentSelector = [
  { pattern: `**/*{${documentSuffixes.join(",")}}` },
  { pattern: `**/${projectFile}` },
  { pattern: `**/${repositoryConnectionsFile}` },
];

/** The documents that may hold extracts. */
export const extractSelector: vscode.DocumentSelector = [{ pattern: "**/*.extract.yaml" }];
