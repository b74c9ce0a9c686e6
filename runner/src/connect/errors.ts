import { defineErrors } from "../errors/catalogue.ts";

/** What can go wrong between connections.yaml and an open connection. */
export const connectErrors = defineErrors({
  "connection-unknown": {
    meaning: "A warehouse or destination is not in connections.yaml.",
    mend: "Add it, or name one that is there.",
  },
  "connection-outside": {
    meaning: "A path of the repository's own connections.yaml leaves the project by way of a symbolic link.",
    mend: "Remove the link, or put the connection in a file of your own and name that with --connections.",
  },
  "secret-missing": {
    meaning: "connections.yaml refers to an environment variable or a file that is not there.",
    mend: "Set the variable, or create the file.",
  },
});
