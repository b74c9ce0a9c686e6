/** DuckDB's own COPY, nothing around it: `duckdb-copy.ts DATABASE FILE canonical|plain`. */
import { DuckDBInstance } from "@duckdb/node-api";
import { copyStatement } from "../../runner/src/warehouse/duckdb/copy-statement.ts";
import { interactionsPlan } from "../interactions-plan.ts";
import { interactionsSql } from "../project.ts";

const [, , database = "", file = "", select = "plain"] = process.argv;
const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
if (select === "plain") {
  await connection.run(`COPY (${interactionsSql("none")}) TO '${file}' (FORMAT csv, HEADER)`);
} else {
  const described = await connection.runAndReadAll(`DESCRIBE ${interactionsSql("none")}`);
  const source = described
    .getRowObjects()
    .map((row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }));
  const plan = interactionsPlan();
  const statement = copyStatement(plan, source, file);
  if (statement === undefined) throw new Error("The plan can't be written by COPY.");
  await connection.run(
    statement,
    plan.query.parameters.map((parameter) => parameter.value),
  );
}
connection.closeSync();
instance.closeSync();
