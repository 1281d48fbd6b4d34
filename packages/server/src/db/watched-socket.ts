import { Socket } from "node:net";

/** Where a network drops packets without a word, nothing else would ever end the wait for an answer. */
export function watchedSocket(silenceMaxMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMaxMs, () => {
    socket.destroy(new Error(`the database has been silent for ${silenceMaxMs} ms`));
  });
  return socket;
}
