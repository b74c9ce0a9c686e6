/** Something that the author of a workflow, or GitHub, has to mend: told in a sentence, without a stack trace. */
export class Failure extends Error {}

/** What is told of an error. */
export function describe(error) {
  if (error instanceof Failure) return error.message;
  return `Something happened that the action does not know: ${error?.stack ?? error}`;
}
