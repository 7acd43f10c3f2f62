/**
 * The releases that people run, oldest first: a line is added when one is published. From it a release knows what is new in it,
 * from where it can be upgraded to, and whether there is a way back.
 */
export interface Released {
  readonly version: string;
  readonly lastMigration: string;
  readonly rulesVersion: number;
}

export const released: readonly Released[] = [];

/** The oldest version whose data a release of this checkout takes over in one step. Raised when a contracting migration needs a stop. */
export const oldestUpgradeFrom = '0.1.0';
