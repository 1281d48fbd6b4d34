import websocket from "@fastify/websocket";
import { STREAM_PATH, VERIFIER_MESSAGE_MAX_BYTES } from "@keywright/verifier";
import type { FastifyInstance } from "fastify";
import { type SessionDeps, StreamSession } from "./stream-session.ts";

const VERIFIERS_MAX = 10_000;
/** Credentials end by time too, and not only by a revision. */
const CHECK_CREDENTIALS_EVERY_MS = 5000;

/** The line on which authority reaches verifiers: a WebSocket, opened by a `hello` that carries the credential. */
export async function mountStream(
  app: FastifyInstance,
  deps: SessionDeps,
  onError: (error: Error) => void,
): Promise<void> {
  const sessions = new Set<StreamSession>();
  const checkCredentials = () => {
    for (const session of sessions) void session.checkCredential().catch(onError);
  };
  deps.authority.onRevision((revision) => {
    for (const session of sessions) session.pass(revision);
    checkCredentials();
  });
  const timer = setInterval(checkCredentials, CHECK_CREDENTIALS_EVERY_MS);
  app.addHook("preClose", async () => {
    clearInterval(timer);
    for (const session of sessions) session.close("The server is going down.");
  });

  await app.register(websocket, { options: { maxPayload: VERIFIER_MESSAGE_MAX_BYTES } });
  app.get(STREAM_PATH, { websocket: true }, (socket, request) => {
    if (sessions.size >= VERIFIERS_MAX) return socket.close(1013, "Too many verifiers.");
    const session = new StreamSession(socket, request.ip, deps);
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
  });
}
