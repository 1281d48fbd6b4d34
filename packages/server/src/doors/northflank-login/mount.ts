import type { WebSocket } from "@fastify/websocket";
import type { FastifyInstance } from "fastify";
import { originOf } from "../../http/origin.ts";
import { Conversation, type ConversationDeps } from "./conversation.ts";

const PATH = "/v1/cli-login";
const LINES_MAX = 500;
const CLOSED = { goingAway: 1001, notForYou: 1008, tryLater: 1013 } as const;

/** Where Northflank's command line logs in: a WebSocket, on which it gets an address for a person to open, and then a token. */
export function mountNorthflankLogin(app: FastifyInstance, deps: ConversationDeps): void {
  const open = new Set<WebSocket>();
  app.addHook("preClose", async () => {
    for (const socket of open) socket.close(CLOSED.goingAway, "The server is going down.");
  });
  app.get(PATH, { websocket: true }, (socket, request) => {
    if (open.size >= LINES_MAX) return socket.close(CLOSED.tryLater, "Too many are logging in.");
    // A page is no command line.
    if (request.headers.origin !== undefined) return socket.close(CLOSED.notForYou, "Not for browsers.");
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    new Conversation(socket, originOf(request), deps);
  });
}
