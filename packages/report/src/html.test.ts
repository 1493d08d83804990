import { describe, expect, test } from "vitest";
import { html, join, printable, trusted } from "./html.ts";

describe("html", () => {
  test("escapes text in content and attributes", () => {
    const name = `<script>alert("1")</script> & 'co'`;
    expect(html`<p title="${name}">${name}</p>`.text).toBe(
      `<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;co&#39;</p>`,
    );
  });

  test("takes markup as it is, lists of it without commas, and nothing for undefined", () => {
    const items = [1, 2].map((n) => html`<i>${n}</i>`);
    expect(html`<b>${items}</b>${undefined}${trusted("<hr>")}`.text).toBe(
      "<b><i>1</i><i>2</i></b><hr>",
    );
    expect(join(items).text).toBe("<i>1</i><i>2</i>");
  });

  test("shows what would be invisible or would reorder the text around it", () => {
    expect(printable("a\u0000b\u202ec\ud800d\n")).toBe("a\ufffdb\ufffdc\ufffdd\n");
  });
});
