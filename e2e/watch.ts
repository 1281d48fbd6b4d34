import type { Page } from "playwright-core";

interface Answer {
  readonly method: string;
  readonly url: string;
  readonly text: string;
}

export interface Watch {
  /** The answers in which this text stood. */
  answersWith(text: string): readonly Answer[];
  /** Errors and warnings in the console, and what the pages threw. */
  complaints(): readonly string[];
}

/** Remembers all that a page was answered and complained about. */
export function watch(page: Page): Watch {
  const answers: Answer[] = [];
  const complaints: string[] = [];
  page.on("response", (response) => {
    const request = response.request();
    // A stream has no end to wait for, and carries no more than numbers.
    if (response.headers()["content-type"]?.startsWith("text/event-stream")) return;
    response.text().then(
      (text) => answers.push({ method: request.method(), url: request.url(), text }),
      // A page that was left takes its answers along.
      () => {},
    );
  });
  page.on("console", (message) => {
    const isLostByTest = message.text().includes("ERR_CONNECTION_RESET");
    if (["error", "warning"].includes(message.type()) && !isLostByTest) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  return {
    answersWith: (text) => answers.filter((answer) => answer.text.includes(text)),
    complaints: () => complaints,
  };
}
