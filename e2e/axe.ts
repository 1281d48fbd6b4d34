import axe, { type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds serious on the page as it stands; in dark, only what colours can change. */
export async function axeProblemsInBothSchemes(page: Page, name: string): Promise<Record<string, string[]>> {
  const problems: Record<string, string[]> = {};
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    const found = await axeProblems(page, colorScheme === "light" ? {} : { runOnly: ["color-contrast"] });
    if (found.length > 0) problems[`${name} (${colorScheme})`] = found;
  }
  return problems;
}

const SERIOUS = new Set(["serious", "critical"]);

/** Rule, and where. */
async function axeProblems(page: Page, options: RunOptions): Promise<string[]> {
  // Evaluated by the browser's debugger, so the page's own policy stays as strict as it is.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (given) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, given),
    { ...options, resultTypes: ["violations" as const] },
  );
  return violations
    .filter(({ impact }) => SERIOUS.has(impact ?? ""))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`),
    );
}
