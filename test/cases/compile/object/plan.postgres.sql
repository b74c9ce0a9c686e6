SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  (SELECT row_to_json("object".*) FROM (SELECT
    NULL::text AS "a key's \ name",
    regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g') AS "label",
    "source"."naive"::text AS "from",
    (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000))::text AS "ms",
    "source"."day"::text AS "day",
    "source"."score"::text AS "score",
    "source"."amount"::text AS "amount",
    "source"."ok" AS "ok",
    '\x' || encode("source"."raw", 'hex') AS "raw",
    "source"."doc"::json AS "doc",
    CASE WHEN length("source"."phone") > 4 THEN '***' || right("source"."phone", 4) WHEN "source"."phone" IS NOT NULL THEN '***' END AS "phone",
    NULL::text AS "secret",
    (case when score >= $3::numeric(2, 1) then 'high' else $4::text end) AS "level",
    $5::bigint::text AS "always",
    "source"."object" AS "object",
    "source"."object"::json AS "source",
    $6::text AS "blank",
    $7::boolean AS "no",
    $8::double precision::text AS "half",
    $9::timestamptz::text AS "since"
  ) AS "object") AS "Values",
  CASE WHEN "source"."day" IS NOT NULL THEN (SELECT row_to_json("object".*) FROM (SELECT
    "source"."day"::text AS "day",
    CASE WHEN "source"."ok" IS NOT NULL THEN (SELECT row_to_json("object".*) FROM (SELECT
      "source"."ok" AS "ok"
    ) AS "object") END AS "deeper"
  ) AS "object") END AS "Inner"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 numeric(2, 1): "0.5"
-- $4 text: "low 'n' low"
-- $5 bigint: "0"
-- $6 text: ""
-- $7 boolean: "false"
-- $8 double precision: "0.5"
-- $9 timestamptz: "2026-01-01T00:00:00Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
