/**
 * Whether this server lives, and whether it should be sent work. Parts report themselves by name; `/readyz` is yes only
 * when every part is. A server that drains is alive and not ready, so that a balancer stops sending before the door closes.
 */
export interface HealthReport {
  readonly ready: boolean;
  /** By part: 'ok' or what is wrong. */
  readonly parts: Readonly<Record<string, string>>;
}

export class Health {
  readonly #parts = new Map<string, string>([['start', 'starting']]);

  /** Says how a part is: undefined when it is well, otherwise a short reason without secrets. */
  report(part: string, trouble: string | undefined): void {
    this.#parts.set(part, trouble ?? 'ok');
  }

  started(): void {
    this.report('start', undefined);
  }

  draining(): void {
    this.report('start', 'draining');
  }

  read(): HealthReport {
    const parts = Object.fromEntries(this.#parts);
    return { ready: [...this.#parts.values()].every((state) => state === 'ok'), parts };
  }
}
