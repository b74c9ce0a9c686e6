import { ApiError, withRetries } from "./github-api.mjs";

/** GitHub takes no longer comment, in characters. */
const bodyLimit = 65_536;

/**
 * Writes the one comment of a plan: that of an earlier plan is updated, else there is a new one. It is known by its first line
 * and its author: somebody else's comment that begins the same way is left alone. Answers `created`, `updated`, `same` or
 * `none`; errors: ApiError.
 *
 * @param create whether there is to be one where there is none yet: nothing has to be said of a change that changes nothing.
 */
export async function writeComment(api, { repository, pullRequest, author, body, create }) {
  const issue = `/repos/${repository}/issues/${pullRequest}/comments`;
  const write = (text) =>
    // From the search on: a request that failed may have been carried out.
    withRetries(async () => {
      const found = await findComment(api, issue, author, markerOf(body));
      if (found?.body === text) return "same";
      if (found !== undefined) {
        await api.request("PATCH", `/repos/${repository}/issues/comments/${found.id}`, { body: text });
        return "updated";
      }
      if (!create) return "none";
      await api.request("POST", issue, { body: text });
      return "created";
    });
  try {
    return await write(body.length <= bodyLimit ? body : shortened(body));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    return await write(shortened(body));
  }
}

/** The first line, which shows nothing. */
export function markerOf(body) {
  return body.slice(0, body.indexOf("\n"));
}

async function findComment(api, issue, author, marker) {
  for await (const comment of api.list(issue)) {
    if (comment.user?.login === author && markerOf(`${comment.body.replaceAll("\r\n", "\n")}\n`) === marker) return comment;
  }
  return undefined;
}

/** What stands before the first folded part, without the rest. */
function shortened(body) {
  const fold = body.indexOf("<details");
  const head = (fold === -1 ? markerOf(body) : body.slice(0, fold)).trimEnd();
  const note = "The plan is too long for a comment: the summary of the workflow's run has all of it.";
  return head.length + note.length + 4 > bodyLimit ? `${markerOf(body)}\n\n${note}\n` : `${head}\n\n${note}\n`;
}
