import type { WebSocket } from "@fastify/websocket";

export type ServerMessage =
  | { readonly type: "init-ack"; readonly loginPage: string }
  | { readonly type: "login-success"; readonly apiToken: string; readonly contextName: string }
  | { readonly type: "login-failure"; readonly message: string };

const MESSAGE_MAX_BYTES = 1000;

/**
 * What the command line says, in binary frames: `init` first, `aborted` when it is interrupted. Undefined for anything
 * else.
 */
export function typeOfMessage(data: Buffer): "init" | "aborted" | undefined {
  if (data.length > MESSAGE_MAX_BYTES) return undefined;
  try {
    const { type } = JSON.parse(data.toString()) as { type?: unknown };
    return type === "init" || type === "aborted" ? type : undefined;
  } catch {
    return undefined;
  }
}

export function send(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
