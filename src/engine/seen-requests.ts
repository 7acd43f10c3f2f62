/**
 * Requests of other servers that were taken up here already, so that none is done twice, whatever lies between the servers. Of
 * each server a number is its own and never used again. Remembers the last `generation` requests and as many before them; one that
 * comes again behind so many others is not known any more.
 */

/** As many as a server has under way on a floor at most. */
const generation = 10_000;

export class SeenRequests {
  #recent = new Set<string>();
  #older = new Set<string>();

  /** Whether it comes for the first time; from then on it does not. */
  isFirst(server: number, number: number): boolean {
    const key = `${server} ${number}`;
    if (this.#recent.has(key) || this.#older.has(key)) return false;
    if (this.#recent.size >= generation) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(key);
    return true;
  }
}
