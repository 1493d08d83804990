import { parseJournal, type JournalEntry } from "@spillway/core";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Folder } from "../../test/harness.ts";
import { JournalFile } from "./journal-file.ts";

const HEADER = { startedAt: "2026-01-02T03:04:05.000Z", command: "spillway image" };
const ENTRY: JournalEntry = { kind: "leased", seq: 0, at: 1, id: "pool/a@host", leases: 1 };

describe("JournalFile", () => {
  test("holds each entry as soon as it is written", () => {
    using folder = new Folder();
    const path = folder.at("deep/run.ndjson");
    using file = new JournalFile(path, HEADER);
    file.write(ENTRY);
    const { header, entries } = parseJournal(readFileSync(path, "utf8"));
    expect(header).toMatchObject(HEADER);
    expect(entries).toEqual([ENTRY]);
    expect(file.failure).toBeUndefined();
  });

  test.skipIf(!existsSync("/dev/full"))(
    "keeps the reason when the disk is full, and does not throw",
    () => {
      using file = new JournalFile("/dev/full", HEADER);
      file.write(ENTRY);
      expect(file.failure).toMatchObject({ code: "ERR_OUTPUT", path: "/dev/full" });
      expect(file.failure?.message).toContain("ENOSPC");
    },
  );

  test("refuses a path that cannot be opened", () => {
    using folder = new Folder();
    expect(() => new JournalFile(folder.path, HEADER)).toThrow(
      "the journal cannot be written (EISDIR)",
    );
  });
});
