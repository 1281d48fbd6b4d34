/** Entries of one kind under one parent, found by id or by slug. */
export interface ReadonlyDirectory<Entry> extends Iterable<Entry> {
  readonly size: number;
  byId(id: string): Entry | undefined;
  bySlug(slug: string): Entry | undefined;
}

interface Named {
  readonly id: string;
  readonly slug: string;
}

/** A directory that keeps both indexes in step: an id has one slug, and a slug leads to whoever took it last. */
export class Directory<Entry extends Named> implements ReadonlyDirectory<Entry> {
  readonly #byId = new Map<string, Entry>();
  readonly #bySlug = new Map<string, Entry>();

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  bySlug(slug: string): Entry | undefined {
    return this.#bySlug.get(slug);
  }

  set(entry: Entry): void {
    this.delete(entry.id);
    this.#byId.set(entry.id, entry);
    this.#bySlug.set(entry.slug, entry);
  }

  delete(id: string): boolean {
    const entry = this.#byId.get(id);
    if (entry === undefined) return false;
    // A slug may have been taken over by another id within the same revision: then it is no longer ours to free.
    if (this.#bySlug.get(entry.slug) === entry) this.#bySlug.delete(entry.slug);
    return this.#byId.delete(id);
  }

  [Symbol.iterator](): Iterator<Entry> {
    return this.#byId.values();
  }
}
