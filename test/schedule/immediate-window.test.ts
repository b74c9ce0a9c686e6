import { describe, expect, it } from "vitest";
import { immediateWindow } from "../../runner/src/schedule/immediate-window.ts";

describe("an immediate window", () => {
  it("takes wall-clock times of its zone", () => {
    expect(immediateWindow({ start: "2026-03-17T00:00", end: "2026-04-06T00:00" }, "America/Los_Angeles")).toEqual({
      start: "2026-03-17T07:00:00.000Z",
      end: "2026-04-06T07:00:00.000Z",
      timezone: "America/Los_Angeles",
    });
  });

  it("takes offsets as they are", () => {
    expect(immediateWindow({ start: "2026-03-17T00:00-07:00", end: "2026-03-18T00:00Z" }, "America/Chicago").start).toBe(
      "2026-03-17T07:00:00.000Z",
    );
  });

  it.each([
    ["ends before it starts", "2026-03-17", "2026-03-16"],
    ["is empty", "2026-03-17", "2026-03-17"],
    ["lies in a gap of the clocks", "2026-03-08T02:10", "2026-03-08T02:50"],
  ])("is refused when it %s", (_, start, end) => {
    expect(() => immediateWindow({ start, end }, "America/Chicago")).toThrowError(
      expect.objectContaining({ code: "schedule-window-empty" }),
    );
  });

  it("has edges of whole milliseconds", () => {
    expect(() => immediateWindow({ start: "2026-03-17T00:00:00.0001", end: "2026-03-18" }, "UTC")).toThrowError(
      expect.objectContaining({ code: "schedule-time-invalid" }),
    );
  });
});
