/** All drills there are. */
import type { Drill } from './drill.ts';
import { alert } from './drills/alert.ts';
import { appLoss } from './drills/app-loss.ts';
import { certExpiry } from './drills/cert-expiry.ts';
import { dbHostLoss } from './drills/db-host-loss.ts';
import { dbIsolate } from './drills/db-isolate.ts';
import { dbLoss } from './drills/db-loss.ts';
import { diskFull } from './drills/disk-full.ts';
import { lbLoss } from './drills/lb-loss.ts';
import { pitr } from './drills/pitr.ts';
import type { Rehearsal } from './rehearsal.ts';

export const drills: readonly Drill[] = [lbLoss, appLoss, dbLoss, dbIsolate, dbHostLoss, diskFull, certExpiry];

export const rehearsals: readonly Rehearsal[] = [pitr, alert];
