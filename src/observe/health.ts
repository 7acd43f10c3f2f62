/**
 * Whether this server lives, and whether it should be sent work. Parts report themselves by name; `/readyz` is yes only
 * when every part is. A server that drains is alive and not ready, so that a balancer stops sending before the door closes.
 * A floor that takes cancels only is told here and keeps the server ready: taking it away would take the cancels away too. So is
 * one that is closed: the others would go with the server. A disk with little room left is told here, too, and takes nobody away.
 */
export interface HealthReport {
  readonly ready: boolean;
  /** By part: 'ok' or what is wrong. */
  readonly parts: Readonly<Record<string, string>>;
  readonly floors: readonly FloorPart[];
  /** Floors that this server does not have open. */
  readonly closed: readonly ClosedFloorPart[];
}

export interface ClosedFloorPart {
  readonly name: string;
  /** Left closed as it was told, or broken: it cannot be opened, or has failed since. */
  readonly why: 'chosen' | 'broken';
}

/** This server's part in a floor. */
export interface FloorPart {
  readonly name: string;
  readonly role: 'writer' | 'follower';
  readonly epoch: number;
  /** Committed batches not applied here. */
  readonly behind: number;
}

/** What a floor says of itself. */
export interface FloorHealth {
  readonly name: string;
  readonly auditFailed: boolean;
  readonly writes: boolean;
  readonly epoch: number;
  readonly behind: number;
}

export class Health {
  readonly #parts = new Map<string, string>([['start', 'starting']]);
  #readFloors: () => readonly FloorHealth[] = () => [];
  #readClosed: () => readonly ClosedFloorPart[] = () => [];
  #readTrouble: (() => string | undefined) | undefined;
  #readDisk: (() => string | undefined) | undefined;

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

  /** Asks the floors, and which are closed, each time the health is read. */
  watchFloors(read: () => readonly FloorHealth[], readClosed: () => readonly ClosedFloorPart[]): void {
    this.#readFloors = read;
    this.#readClosed = readClosed;
  }

  /** Asks what is wrong between this server and the others each time the health is read. */
  watchServers(trouble: () => string | undefined): void {
    this.#readTrouble = trouble;
  }

  /** Asks what is wrong with the disk of the data directory each time the health is read: a warning, whatever it is. */
  watchDisk(trouble: () => string | undefined): void {
    this.#readDisk = trouble;
  }

  read(): HealthReport {
    const floors = this.#readFloors();
    if (this.#readTrouble !== undefined) this.report('servers', this.#readTrouble());
    const parts = Object.fromEntries(this.#parts);
    if (this.#readDisk !== undefined) parts['disk'] = this.#readDisk() ?? 'ok';
    for (const { name, auditFailed } of floors) {
      // What was found names accounts and amounts: it is in the log and in `paperfloor floor show`, not here.
      parts[`floor ${name}`] = auditFailed ? 'cancel only: its audit failed, see the log' : 'ok';
    }
    // Why stands in the log: it may name accounts and amounts, too.
    const closed = this.#readClosed().map(({ name, why }) => ({ name, why }));
    for (const { name, why } of closed)
      if (why === 'broken') parts[`floor ${name}`] = 'closed: it is broken, see the log';
    const ready = [...this.#parts.values()].every((state) => state === 'ok');
    return { ready, parts, floors: floors.map(partOf), closed };
  }
}

function partOf({ name, writes, epoch, behind }: FloorHealth): FloorPart {
  return { name, role: writes ? 'writer' : 'follower', epoch, behind };
}
