import { expect, test } from "vitest";
import { bytes } from "../bytes.ts";
import { Books } from "./books.ts";
import { Entry } from "./entry.ts";

const entry = (key: string): Entry =>
  new Entry({
    pool: "models",
    key,
    device: "host",
    bytes: bytes(10),
    restoreMs: 0,
    priority: 0,
    pinned: false,
    idleMs: undefined,
    minimumStayMs: 0,
  });

const broken: readonly (readonly [string, (books: Books) => void])[] = [
  ["an entry added twice", (books) => books.add(entry("a"))],
  ["an entry removed that is not there", (books) => books.remove(entry("b"))],
  [
    "an entry whose size changes behind them",
    (books) => {
      books.get("models/a@host")!.bytes = bytes(11);
      books.checkInvariants();
    },
  ],
  [
    "a lease given back twice",
    (books) => {
      books.get("models/a@host")!.leases = -1;
      books.checkInvariants();
    },
  ],
];

test.each(broken)("the books refuse %s as a defect", (_, act) => {
  const books = new Books();
  books.add(entry("a"));
  books.checkInvariants();
  expect(() => act(books)).toThrow(expect.objectContaining({ code: "ERR_INVARIANT" }));
});
