import { describe, expect, test } from "vitest";
import { PeerMissingError } from "./peer-missing-error.ts";

describe("PeerMissingError", () => {
  const need = "pictures cannot be decoded without it";

  test("names the package, what it is for and the command that installs it", () => {
    const cause = new Error("Cannot find package 'sharp'");
    const error = new PeerMissingError("sharp", need, { cause });
    expect(error).toMatchObject({ code: "ERR_PEER_MISSING", packageName: "sharp", cause });
    expect(error.message).toBe(
      "the package sharp could not be loaded, and pictures cannot be decoded without it; run: npm install sharp",
    );
  });

  test("says what was seen where that is told", () => {
    const { message } = new PeerMissingError("sharp", need, { problem: "no binary for riscv64" });
    expect(message).toContain("could not be loaded (no binary for riscv64), and ");
  });
});
