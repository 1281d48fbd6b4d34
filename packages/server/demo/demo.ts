import { ConnectionError } from "@keywright/sdk";
import { constants } from "node:os";
import { farewell, introduction } from "./frame.ts";
import { painter, wantsColour } from "./paint.ts";
import { NotAsPromised } from "./promised.ts";
import { type ProtectedApi, prepareProtectedApi } from "./protected-api.ts";
import { Stage } from "./stage.ts";
import { playStory } from "./story/story.ts";
import { ServerFailed, startThrowAwayServer, type ThrowAwayServer } from "./throw-away-server.ts";
import { Timeline } from "./timeline.ts";

/** Somebody has seen enough: a signal came, or nobody reads our output any more. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGPIPE") {
    super("Stopped before the end.");
    this.exitCode = 128 + constants.signals[signal];
  }
}

const { stdout, stderr } = process;
const startedAtMs = performance.now();
const stopped = new AbortController();
const interrupted = new Promise<never>((_resolve, reject) => {
  stopped.signal.addEventListener("abort", () => reject(stopped.signal.reason as Interrupted));
});
// It may come before anybody waits for it, and then it is not lost: the race below ends at once.
interrupted.catch(() => {});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => stopped.abort(new Interrupted(signal)));
}
stdout.on("error", () => stopped.abort(new Interrupted("SIGPIPE")));

const timeline = new Timeline({
  write: (text) => stdout.write(text),
  paint: painter(wantsColour(stdout.isTTY, process.env)),
  columns: stdout.columns,
  startedAtMs,
});

async function play(server: ThrowAwayServer, api: ProtectedApi): Promise<Stage> {
  timeline.chapter("Start", "a server of its own, with an empty database in a temporary folder");
  timeline.entry({ mark: "remark", text: "Started node packages/server/src/main.ts" });
  await server.ready();
  const stage = new Stage({ url: server.url, timeline, stopped: stopped.signal });
  stage.remark(`Ready on ${server.url}`);
  const { folder, dataFolder } = server;
  await playStory(stage, { operatorToken: await server.operatorToken(), folder, dataFolder, api });
  return stage;
}

async function main(): Promise<number> {
  introduction(timeline);
  const [server, api] = [await startThrowAwayServer(), await prepareProtectedApi()];
  const outcome = await Promise.race([play(server, api), interrupted]).catch((error: unknown) => ({ error }));
  await api.end();
  await server.remove();
  if ("error" in outcome) {
    // An interrupt reaches the server too, and its end may be noticed first.
    const error: unknown = stopped.signal.aborted ? stopped.signal.reason : outcome.error;
    return report(error, server.output());
  }
  timeline.chapter("End", "nothing stays behind");
  timeline.entry({ mark: "remark", text: "Ended the server and removed its folder" });
  farewell(timeline, outcome.requests);
  return 0;
}

/** What went wrong, for people; answers the exit code. */
function report(error: unknown, lastWords: string): number {
  if (error instanceof Interrupted) {
    stderr.write(`\n${error.message} Both servers and their folder are gone.\n`);
    return error.exitCode;
  }
  const isOfServer = error instanceof ServerFailed || error instanceof ConnectionError;
  const isKnown = isOfServer || error instanceof NotAsPromised;
  const message = error instanceof Error ? (isKnown ? error.message : error.stack) : String(error);
  stderr.write(`\n✗ The demo failed. ${message}\n`);
  if (isOfServer) stderr.write(`\nThe last that the server printed:\n${lastWords || "nothing"}\n`);
  return 1;
}

const exitCode = await main();
stdout.write("", () => process.exit(exitCode));
