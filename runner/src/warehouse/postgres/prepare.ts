import type { Connection, Submittable } from "pg";
import type { Query } from "../../compile/plan.ts";
import { warehouseError } from "../errors.ts";
import type { SourceColumn } from "../warehouse.ts";
import type { Session } from "./session.ts";
import { type FieldDescription, sourceColumn } from "./source-types.ts";

/**
 * Lets the server parse a query, as the connection's unnamed statement, and say which columns it gives; nothing runs yet.
 * This is where wrong names and wrong types show, before anything is written.
 */
export async function prepare(session: Session, query: Query): Promise<readonly SourceColumn[]> {
  const fields = await new Promise<readonly FieldDescription[]>((resolve, reject) => {
    let described: readonly FieldDescription[] = [];
    const submittable: Submittable & Record<string, unknown> = {
      submit: (connection: Connection): void => {
        // In the types a second argument is asked for that the code does not have.
        connection.parse({ name: "", text: query.sql, types: [] }, true);
        connection.describe({ type: "S" }, true);
        connection.sync();
      },
      handleRowDescription: (message: { readonly fields: readonly FieldDescription[] }): void => {
        described = message.fields;
      },
      handleError: (error: unknown) => reject(session.error(error, { sql: query.sql })),
      handleReadyForQuery: () => resolve(described),
    };
    session.client.query(submittable);
  });
  if (fields.length > 0) return fields.map((field) => sourceColumn(field, session.server.typeNames));
  throw warehouseError("warehouse-sql-refused", `The query gives no columns: the ${session.place} takes it for no SELECT.`);
}
