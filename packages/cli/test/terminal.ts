import { fileURLToPath } from "node:url";
import { spawn } from "@lydell/node-pty";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const WAIT_MAX_MS = 60_000;

/** A person at a terminal: sees what is on it, and types. */
export interface Terminal {
  /** Resolves when the screen has shown it. */
  shows(pattern: RegExp): Promise<string>;
  type(keys: string): void;
  readonly ended: Promise<{ readonly code: number; readonly screen: string }>;
}

export const CTRL_C = "\u0003";
export const ENTER = "\r";

interface Person {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The command in a pseudo-terminal: what it would show a person, and ask them. */
export function atTerminal({ home, env }: Person, args: readonly string[]): Terminal {
  const pty = spawn(process.execPath, [MAIN, ...args], {
    cols: 120,
    rows: 40,
    cwd: home,
    env: { ...env, TERM: "xterm-256color" },
  });
  let screen = "";
  const waiting = new Set<() => void>();
  pty.onData((text) => {
    screen += text;
    for (const look of waiting) look();
  });
  const { promise: ended, resolve } = Promise.withResolvers<{ code: number; screen: string }>();
  pty.onExit(({ exitCode }) => resolve({ code: exitCode, screen }));
  return {
    ended,
    type: (keys) => pty.write(keys),
    async shows(pattern) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => {
        const match = pattern.exec(screen);
        if (match) resolve(match[0]);
      };
      const late = setTimeout(() => reject(new Error(`the screen shows: ${screen}`)), WAIT_MAX_MS);
      waiting.add(look);
      look();
      try {
        return await promise;
      } finally {
        clearTimeout(late);
        waiting.delete(look);
      }
    },
  };
}
