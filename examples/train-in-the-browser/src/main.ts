import { selectBackend } from "./backend.ts";
import { sizeNamed } from "./network.ts";
import { findPage } from "./page.ts";
import type { Page } from "./page.ts";
import { Session } from "./session.ts";
import { train } from "./training.ts";
import { View } from "./view.ts";

async function begin(page: Page, view: View): Promise<void> {
  if (document.createElement("canvas").getContext("webgl2") === null)
    throw new Error(
      "This browser has no WebGL 2, or it is switched off. The example trains on it.",
    );
  const backend = await selectBackend();
  const session = new Session({
    begin: () =>
      train(backend, sizeNamed(page.size.value), (need) => Math.round(view.share * need)),
    show: (step) => view.show(step),
  });
  page.toggle.addEventListener("click", () => {
    if (session.running) session.stop();
    else session.start().catch(complain);
    view.showRunning(session.running);
  });
  page.size.addEventListener("change", () => {
    session.startOver().catch(complain);
    view.clear();
  });
  page.toggle.disabled = false;
}
const page = findPage();
const view = new View(page);
page.share.addEventListener("input", () => view.showThreshold());
begin(page, view).catch(complain);

function complain(problem: unknown): void {
  view.showTrouble(problem instanceof Error ? problem.message : String(problem));
}
