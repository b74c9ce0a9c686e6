import type { Found, ServerError, Situation } from "../postgres/postgres-errors.ts";

const useAnotherPassword =
  "Use `iam`, or have the password set anew as MD5: ALTER USER name PASSWORD '…' with the password in plain text, not as `sha256|…`.";
const readOutsideTheCluster =
  "Before patch 204 Redshift reads external tables, datashares and stale materialized views in no read-only transaction: set `readOnly: false` of the connection; the user's grants stay the boundary.";

/** What Redshift means by its errors, where PostgreSQL's meaning does not do. */
export function redshiftMeaning(error: ServerError, situation: Situation): Found | undefined {
  return signingIn(error, situation) ?? ofWorkloadManagement(error, situation) ?? ofQuery(error, situation);
}

function signingIn({ message }: ServerError, { place }: Situation): Found | undefined {
  const asked = /authenticationOk message type (\d+)/.exec(message)?.[1];
  const code = "warehouse-authentication-unsupported";
  if (asked === "13")
    return {
      code,
      message: `The ${place} asks for the SHA-256 digest of a password (code 13), a way that only Amazon's drivers know.`,
      hint: useAnotherPassword,
    };
  if (asked === "14")
    return {
      code,
      message: `The ${place} wants a sign-in by an identity provider (code 14), which is not known here.`,
      hint: "Use `iam`, or a user with a password.",
    };
  return undefined;
}

/** A queue's limits end a query as if its user had asked for it (57014), or as error 1020. */
function ofWorkloadManagement({ code, message, detail = "" }: ServerError, { place, timedOut }: Situation): Found | undefined {
  const rule = /Query Monitoring Rule\s+"?([^"]+?)"?\s*\.?$/i.exec(message)?.[1];
  if (rule !== undefined)
    return { code: "warehouse-rule", message: `The query on ${place} was ended by the rule "${rule}" of its queue.` };
  if (/\bWLM\b/.test(message) || internalCode(detail) === "1020" || /system requested abort/.test(detail)) {
    return { code: "warehouse-rule", message: `The query on ${place} was ended by the workload management of the cluster.` };
  }
  if (code !== "57014" || timedOut === true) return undefined;
  return {
    code: "warehouse-cancelled",
    message: `The query on ${place} was cancelled in the cluster.`,
    hint: "Somebody cancelled it, or its queue has a shorter time limit (max_execution_time) than `statementTimeout`; SYS_QUERY_HISTORY tells more.",
  };
}

function ofQuery({ code, message, detail = "" }: ServerError, { place, phase }: Situation): Found | undefined {
  if (message.startsWith("1023") || /Serializable isolation violation/i.test(`${message} ${detail}`)) {
    return {
      code: "warehouse-conflict",
      message: `The query on ${place} met a transaction that changed the same tables (1023).`,
    };
  }
  if (/transaction is read-only/.test(`${message} ${detail}`)) {
    const said = "a read-only transaction may not do what the query does";
    return {
      code: "warehouse-sql-refused",
      message: `The ${place} refused the ${phase}: ${said}.`,
      hint: readOutsideTheCluster,
    };
  }
  // The text of an internal error may quote values; its number and the query's lead to the whole of it.
  const internal = internalCode(detail);
  if (code !== "XX000" || internal === undefined) return undefined;
  const query = /query:\s*(\d+)/.exec(detail)?.[1];
  return {
    code: "warehouse-query-failed",
    message: `The ${place} failed at the ${phase}: error ${internal} of Redshift${query === undefined ? "" : ` in its query ${query}`}.`,
    ...(query === undefined
      ? {}
      : {
          hint: `In the cluster: select error_message from sys_query_history where query_id = ${query}; its text may hold data.`,
        }),
  };
}

function internalCode(detail: string): string | undefined {
  return /code:\s*(\d+)/.exec(detail)?.[1];
}
