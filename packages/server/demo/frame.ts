import { moment } from "./layout.ts";
import type { Timeline } from "./timeline.ts";

export function introduction(timeline: Timeline): void {
  timeline.title("Keywright: the life of an API token");
  timeline.paragraph(
    "Played now, over HTTP, by a real server that is started for it. Every step is checked: if one does not go as " +
      "promised, the demo fails. Below each step stand its requests: as whom, what, the status, the time it took. Paths " +
      "under /v1 are Keywright's, /projects is the API it protects.",
  );
  timeline.legend({ allowed: "done or allowed", refused: "refused, as it must be" });
}

export function farewell(timeline: Timeline, requests: number): void {
  timeline.title("What you saw");
  timeline.paragraph(
    "A role that says what its tokens may do, and where. A token that any JWT library can check. Refusals that name " +
      "the missing permission. A role edit and a revocation that another process had confirmed before they were " +
      "answered, and that its very next call obeyed, without asking anybody: a JWT library alone cannot give that. A " +
      "rotation with time to switch. A record of who did what, and how often the token was used. And no token in what " +
      `the server stores. ${requests} requests in ${moment(timeline.elapsedMs())}, the start of the server included.`,
  );
  timeline.title("Go on with a server that stays, and ask it who you are (from a second terminal)");
  timeline.commands(
    "KEYWRIGHT_INIT_TOKEN_FILE=./operator.token npm start",
    'curl -H "authorization: Bearer $(cat operator.token)" 127.0.0.1:4600/v1/me',
  );
}
