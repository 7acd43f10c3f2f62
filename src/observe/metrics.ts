/**
 * Every metric of the program, in one file, each with a sentence. Names carry their unit; labels have few values, and
 * never an account or a key. Rooms further in don't know Prometheus: the edge calls plain functions, floors are asked.
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { DiskSpace, Space } from './disk-space.ts';
import type { ClosedFloorPart } from './health.ts';
import { RequestTimes, type RequestTotals } from './request-times.ts';

/** What a running floor can say of itself at any moment. Counts are since this process began. */
export interface FloorFigures {
  readonly name: string;
  /** Whether this server writes the floor, or follows another. */
  readonly writes: boolean;
  readonly epoch: number;
  /** Committed batches not applied here. */
  readonly behind: number;
  /** Commands passed on to the writer and not settled. */
  readonly forwarded: number;
  readonly commands: number;
  readonly batches: number;
  /** Commands waiting for the next batch. */
  readonly inbox: number;
  /** Rows of history not yet in their tables. */
  readonly projectionBacklog: number;
  readonly lastCommitMs: number;
  readonly audits: number;
  readonly auditMs: number;
  readonly auditFailed: boolean;
  /** Floor microseconds by which the market is behind its clock. */
  readonly lagUs: number;
}

/** What the edge tells. `route` is the pattern, not the path. */
export interface GatewayMetrics {
  requestDone(route: string, method: string, status: number, seconds: number): void;
  socketsOpen(kind: 'stream' | 'api', count: number): void;
  frameSent(kind: 'stream' | 'api', bytes: number): void;
  socketCut(reason: string): void;
  /** Orders that a caller who was known asked for. */
  ordersAsked(count: number): void;
}

/** Counts since the process began, and what is open now. */
export interface VitalTotals extends RequestTotals {
  readonly orders: number;
  readonly streams: number;
  readonly apiSockets: number;
}

export interface Metrics extends GatewayMetrics {
  /** Asks the floors for their figures, and which are closed, each time the metrics are read. */
  watchFloors(read: () => readonly FloorFigures[], readClosed: () => readonly ClosedFloorPart[]): void;
  /** Asks how much room the disk has each time the metrics are read. */
  watchDisk(disk: DiskSpace): void;
  totals(): VitalTotals;
  /** What became of an error report. */
  errorReport(outcome: 'sent' | 'held_back' | 'failed'): void;
  /** Prometheus text format, and its content type. */
  expose(): Promise<string>;
  readonly contentType: string;
}

interface FloorMetric {
  readonly name: string;
  readonly help: string;
  of(floor: FloorFigures): number;
}

const floorCounters: readonly FloorMetric[] = [
  { name: 'paperfloor_journal_batches_total', help: 'Batches committed to the journal.', of: (floor) => floor.batches },
  {
    name: 'paperfloor_journal_commands_total',
    help: 'Commands committed to the journal.',
    of: (floor) => floor.commands,
  },
  {
    name: 'paperfloor_audits_total',
    help: 'Audits of the running floor: sums, balances, holds. One a second when all is well.',
    of: (floor) => floor.audits,
  },
  {
    name: 'paperfloor_audit_faults_total',
    help: 'Faults the audit found; from the first on the floor takes cancels only, and somebody must act.',
    of: (floor) => (floor.auditFailed ? 1 : 0),
  },
];

const floorGauges: readonly FloorMetric[] = [
  {
    name: 'paperfloor_audit_seconds',
    help: 'Time the last audit took, during which nothing else ran.',
    of: (floor) => floor.auditMs / 1000,
  },
  {
    name: 'paperfloor_floor_writer',
    help: 'One where this server writes the floor, zero where it follows another.',
    of: (floor) => (floor.writes ? 1 : 0),
  },
  {
    name: 'paperfloor_floor_epoch',
    help: "Epoch of the floor's writer; rises with every take-over.",
    of: (floor) => floor.epoch,
  },
  {
    name: 'paperfloor_journal_behind_batches',
    help: 'Committed batches that this server has not applied yet.',
    of: (floor) => floor.behind,
  },
  {
    name: 'paperfloor_forwarded_commands',
    help: "Commands passed on to the floor's writer and not settled.",
    of: (floor) => floor.forwarded,
  },
  {
    name: 'paperfloor_journal_commit_seconds',
    help: 'Time the last batch took from the engine to its commit.',
    of: (floor) => floor.lastCommitMs / 1000,
  },
  {
    name: 'paperfloor_engine_inbox_commands',
    help: 'Commands waiting for the next batch.',
    of: (floor) => floor.inbox,
  },
  {
    name: 'paperfloor_market_lag_seconds',
    help: 'Floor time by which the market is behind the clock of its floor.',
    of: (floor) => floor.lagUs / 1_000_000,
  },
  {
    name: 'paperfloor_projection_backlog_rows',
    help: 'Rows of history that are not in their tables yet.',
    of: (floor) => floor.projectionBacklog,
  },
];

interface DiskMetric {
  readonly name: string;
  readonly help: string;
  of(space: Space, wantedBytes: number): number;
}

/** None where the database is elsewhere: its host tells of its own disk. */
const diskGauges: readonly DiskMetric[] = [
  {
    name: 'paperfloor_data_free_bytes',
    help: "Room left on the data directory's disk for the embedded database.",
    of: ({ freeBytes }) => freeBytes,
  },
  { name: 'paperfloor_data_size_bytes', help: "Size of the data directory's disk.", of: ({ sizeBytes }) => sizeBytes },
  {
    name: 'paperfloor_data_free_wanted_bytes',
    help: 'Room below which the server warns: the option free-mebibytes-min.',
    of: (_space, wantedBytes) => wantedBytes,
  },
];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Process and event loop: paperfloor_process_*, paperfloor_nodejs_eventloop_lag_seconds and its percentiles.
  collectDefaultMetrics({ register: registry, prefix: 'paperfloor_' });

  let readFloors: () => readonly FloorFigures[] = () => [];
  for (const { name, help, of } of floorGauges) {
    new Gauge({
      name,
      help,
      labelNames: ['floor'],
      registers,
      collect() {
        this.reset();
        for (const floor of readFloors()) this.set({ floor: floor.name }, of(floor));
      },
    });
  }
  for (const { name, help, of } of floorCounters) {
    new Counter({
      name,
      help,
      labelNames: ['floor'],
      registers,
      collect() {
        this.reset();
        for (const floor of readFloors()) this.inc({ floor: floor.name }, of(floor));
      },
    });
  }
  let readClosed: () => readonly ClosedFloorPart[] = () => [];
  new Gauge({
    name: 'paperfloor_floor_broken',
    help: 'One for a floor that this server could not open, zero for one that is open or left closed as it was told.',
    labelNames: ['floor'],
    registers,
    collect() {
      this.reset();
      for (const { name } of readFloors()) this.set({ floor: name }, 0);
      for (const { name, why } of readClosed()) this.set({ floor: name }, why === 'broken' ? 1 : 0);
    },
  });
  let disk: DiskSpace | undefined;
  for (const { name, help, of } of diskGauges) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        // Not reset: a gauge without labels would stand at zero then, and no room at all is an alarm.
        if (disk?.space === undefined) this.remove();
        else this.set(of(disk.space, disk.wantedBytes));
      },
    });
  }
  const requestTimes = new RequestTimes();
  const sockets = new Gauge({
    name: 'paperfloor_sockets_open',
    help: 'Open WebSocket connections.',
    labelNames: ['kind'],
    registers,
  });
  const frames = new Counter({
    name: 'paperfloor_socket_frames_total',
    help: 'Frames sent to WebSocket clients.',
    labelNames: ['kind'],
    registers,
  });
  const frameBytes = new Counter({
    name: 'paperfloor_socket_bytes_total',
    help: 'Payload bytes sent to WebSocket clients.',
    labelNames: ['kind'],
    registers,
  });
  const cuts = new Counter({
    name: 'paperfloor_socket_cuts_total',
    help: 'WebSocket connections closed by the server, by reason.',
    labelNames: ['reason'],
    registers,
  });

  const reports = new Counter({
    name: 'paperfloor_error_reports_total',
    help: 'Error reports that were sent, held back because there were too many, or did not arrive.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['sent', 'held_back', 'failed']) reports.inc({ outcome }, 0);
  let orders = 0;
  new Counter({
    name: 'paperfloor_orders_asked_total',
    help: 'Orders asked for through this server, by HTTP and by sockets, whatever became of them.',
    registers,
    collect() {
      this.reset();
      this.inc(orders);
    },
  });
  const open = { stream: 0, api: 0 };

  // What has not happened yet counts as nothing, not as unknown: a missing series would blind whoever watches it.
  for (const kind of ['stream', 'api']) {
    sockets.set({ kind }, 0);
    frames.inc({ kind }, 0);
    frameBytes.inc({ kind }, 0);
  }

  return {
    contentType: registry.contentType,
    expose: async () => `${await registry.metrics()}\n${requestTimes.text()}`,
    watchFloors(read, closed) {
      readFloors = read;
      readClosed = closed;
    },
    watchDisk(watched) {
      disk = watched;
    },
    requestDone: (route, method, status, seconds) => requestTimes.add(route, method, status, seconds),
    ordersAsked(count) {
      orders += count;
    },
    errorReport: (outcome) => reports.inc({ outcome }),
    totals: () => ({ ...requestTimes.totals(), orders, streams: open.stream, apiSockets: open.api }),
    socketsOpen(kind, count) {
      open[kind] = count;
      sockets.set({ kind }, count);
    },
    frameSent(kind, bytes) {
      frames.inc({ kind });
      frameBytes.inc({ kind }, bytes);
    },
    socketCut: (reason) => cuts.inc({ reason }),
  };
}
