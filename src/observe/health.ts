/**
 * Whether this server lives, and whether it should be sent work. Parts report themselves by name; `/readyz` is yes only
 * when every part is. A server that drains is alive and not ready, so that a balancer stops sending before the door closes.
 * A floor that takes cancels only is told here and keeps the server ready: taking it away would take the cancels away too.
 */
export interface HealthReport {
  readonly ready: boolean;
  /** By part: 'ok' or what is wrong. */
  readonly parts: Readonly<Record<string, string>>;
}

/** What a floor says of itself. */
export interface FloorHealth {
  readonly name: string;
  readonly auditFailed: boolean;
}

export class Health {
  readonly #parts = new Map<string, string>([['start', 'starting']]);
  #readFloors: () => readonly FloorHealth[] = () => [];

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

  /** Asks the floors each time the health is read. */
  watchFloors(read: () => readonly FloorHealth[]): void {
    this.#readFloors = read;
  }

  read(): HealthReport {
    const parts = Object.fromEntries(this.#parts);
    for (const { name, auditFailed } of this.#readFloors()) {
      // What was found names accounts and amounts: it is in the log and in `paperfloor floor show`, not here.
      parts[`floor ${name}`] = auditFailed ? 'cancel only: its audit failed, see the log' : 'ok';
    }
    return { ready: [...this.#parts.values()].every((state) => state === 'ok'), parts };
  }
}
