/**
 * How many reports may go out: some a minute in all, and fewer of the same kind, so that one error in every request neither floods the
 * receiver nor hides another one. What was held back is counted, and told with the next that goes.
 */
const minuteMs = 60_000;
export const reportsPerMinute = 30;
export const sameReportsPerMinute = 3;

export class ReportRate {
  #minute = -1;
  #sent = 0;
  #heldBack = 0;
  readonly #sentByKind = new Map<string, number>();

  /** How many were held back since the last that might go; undefined when this one is held back too. */
  take(kind: string, nowMs: number): number | undefined {
    const minute = Math.floor(nowMs / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#sent = 0;
      this.#sentByKind.clear();
    }
    const ofKind = this.#sentByKind.get(kind) ?? 0;
    if (this.#sent >= reportsPerMinute || ofKind >= sameReportsPerMinute) {
      this.#heldBack++;
      return undefined;
    }
    this.#sent++;
    this.#sentByKind.set(kind, ofKind + 1);
    const heldBack = this.#heldBack;
    this.#heldBack = 0;
    return heldBack;
  }
}
