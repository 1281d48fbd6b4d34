import axe from "axe-core";
import type { Page } from "playwright-core";

const SERIOUS = new Set(["serious", "critical"]);

/** What axe finds serious on the page as it stands: rule, and where. */
export async function axeProblems(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger, so the page's own policy stays as strict as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] }),
  );
  return violations
    .filter(({ impact }) => SERIOUS.has(impact ?? ""))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`),
    );
}
