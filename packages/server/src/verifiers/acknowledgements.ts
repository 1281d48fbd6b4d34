import type { Database } from "../db/database.ts";
import { raiseAcknowledged } from "./queries.ts";

/** Writes down what verifiers have confirmed: at once when idle, and while a write is under way, all of them in the next. */
export class Acknowledgements {
  readonly #database: Database;
  readonly #onWritten: () => void;
  readonly #onError: (error: Error) => void;
  #pending = new Map<string, number>();
  #writing: Promise<void> | undefined;

  constructor(database: Database, onWritten: () => void, onError: (error: Error) => void) {
    this.#database = database;
    this.#onWritten = onWritten;
    this.#onError = onError;
  }

  raise(id: string, revision: number): void {
    this.#pending.set(id, Math.max(revision, this.#pending.get(id) ?? 0));
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // In a turn of its own: the database may not be asked from inside whoever has just raised something.
    await Promise.resolve();
    while (this.#pending.size > 0) {
      const batch = [...this.#pending].map(([id, revision]) => ({ id, revision }));
      this.#pending = new Map();
      try {
        await raiseAcknowledged(this.#database, batch);
        this.#onWritten();
      } catch (error) {
        // Whoever waits for these waits longer; the next confirmation of the same verifier says at least as much.
        this.#onError(error as Error);
      }
    }
  }
}
