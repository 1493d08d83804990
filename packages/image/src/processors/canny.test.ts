import { describe, expect, test } from "vitest";
import { testChainMember } from "../testing/chain-member.ts";

describe("canny", () => {
  test("refuses thresholds in the wrong order, stated or left at their defaults", async () => {
    await expect(testChainMember("canny;lower=300;upper=200")).rejects.toThrow(
      /lower.*300 is above the upper threshold of 200/,
    );
    await expect(testChainMember("canny;lower=101")).rejects.toThrow(/upper threshold of 100/);
  });

  test("takes equal thresholds, and any where it finds its own", async () => {
    await testChainMember("canny;lower=100;upper=100");
    await testChainMember("canny;lower=300;threshold-algo=otsu");
  });
});
