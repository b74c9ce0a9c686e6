SELECT
  "source"."thing" AS "Thing",
  "source"."started" AS "Started",
  "source"."lines" AS "Lines",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "n"
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns"
FROM (
SELECT "source".*
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."thing"
    ORDER BY "source"."started" DESC NULLS LAST, "source"."thing", "source"."started"
  ) AS "datafeed: version"
FROM (
select e.*, 'two
  lines' as lines, number % 4 as thing
from reporting.events as e
where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE "source"."datafeed: version" = 1
  AND "source"."label" IS NOT NULL
ORDER BY
  "source"."thing",
  "source"."started"
) AS "source"
ORDER BY
  "source"."thing",
  "source"."started"
-- $1 timestamptz: "2026-01-01T00:00:00.000Z"
-- $2 timestamptz: "2027-01-01T00:00:00.000Z"
-- $3 timestamptz: "2026-01-01T00:00:00.000Z"
-- $4 timestamptz: "2027-01-01T00:00:00.000Z"

-- count
SELECT count(*) AS "rows"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."thing"
    ORDER BY "source"."started" DESC NULLS LAST, "source"."thing", "source"."started"
  ) AS "datafeed: version"
FROM (
select e.*, 'two
  lines' as lines, number % 4 as thing
from reporting.events as e
where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE "source"."datafeed: version" = 1
  AND "source"."label" IS NOT NULL
