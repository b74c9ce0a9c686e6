import { expect, test } from "vitest";
import { canonicalJsonValue, canonicalText } from "../../runner/src/format/canonical/canonical-text.ts";
import { NotCanonical } from "../../runner/src/format/canonical/not-canonical.ts";

test("bytes of Redshift are hex digits alone, which could be taken for base64", () => {
  expect(canonicalText({ type: "bytes" }, "redshift")("deadbeef")).toBe("3q2+7w==");
  expect(canonicalText({ type: "bytes" }, "redshift")("")).toBe("");
  expect(canonicalJsonValue({ type: "bytes" }, "redshift")("00FF")).toBe('"AP8="');
  expect(canonicalText({ type: "bytes" }, "postgres")("\\xdeadbeef")).toBe("3q2+7w==");
});

test.each(["\\xde", "abc", "zz"])("%s is no such text", (text) => {
  expect(() => canonicalText({ type: "bytes" }, "redshift")(text)).toThrow(NotCanonical);
});
