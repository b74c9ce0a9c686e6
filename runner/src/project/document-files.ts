/** The project document's name. */
export const projectFile = "datafeed.yaml";
/** The connections file of the repository itself. */
export const repositoryConnectionsFile = "connections.yaml";
/** The folders that hold documents. */
export const documentFolders = ["extracts", "templates"] as const;
/** The endings by which documents are found, here and in editors. */
export const documentSuffixes = [".extract.yaml", ".schedule.yaml", ".feed.yaml", ".template.yaml", ".test.yaml"] as const;
/** The largest document that is read. A hundred times the largest that anybody writes; parsing it takes about two seconds. */
export const maxFileBytes = 5_000_000;

/** Whether a file of a document folder is a document. */
export function isDocumentFile(name: string): boolean {
  return documentSuffixes.some((suffix) => name.endsWith(suffix));
}

/** Whether a file looks like a document whose name is wrong. */
export function isOtherYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name) && !isDocumentFile(name);
}
