/**
 * Every metric of the program, in one file, each with a sentence. Names carry their unit; labels have few values, and
 * never an account or a key. Rooms further in don't know Prometheus: they call the plain functions of `Metrics`.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the journal and the engine tell. Durations in seconds. */
export interface EngineMetrics {
  batchCommitted(floor: string, commands: number, seconds: number): void;
  commandRefused(floor: string, reason: 'busy' | 'stopping' | 'not_writer'): void;
  inboxDepth(floor: string, commands: number): void;
  stepApplied(seconds: number): void;
  snapshotWritten(floor: string, bytes: number, seconds: number): void;
  projectionLag(floor: string, sequences: number): void;
}

/** What the edge tells. `route` is the pattern, not the path. */
export interface GatewayMetrics {
  requestDone(route: string, method: string, status: number, seconds: number): void;
  socketsOpen(kind: 'stream' | 'api', count: number): void;
  frameSent(kind: 'stream' | 'api', bytes: number): void;
  socketCut(reason: string): void;
}

export interface Metrics extends EngineMetrics, GatewayMetrics {
  /** Prometheus text format, and its content type. */
  expose(): Promise<string>;
  readonly contentType: string;
}

const secondsBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Process and event loop: paperfloor_process_*, paperfloor_nodejs_eventloop_lag_seconds and its percentiles.
  collectDefaultMetrics({ register: registry, prefix: 'paperfloor_' });

  const batches = new Counter({
    name: 'paperfloor_journal_batches_total',
    help: 'Batches committed to the journal.',
    labelNames: ['floor'],
    registers,
  });
  const commands = new Counter({
    name: 'paperfloor_journal_commands_total',
    help: 'Commands committed to the journal.',
    labelNames: ['floor'],
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'paperfloor_journal_commit_seconds',
    help: 'Time from handing a batch to the database to its commit.',
    buckets: secondsBuckets,
    registers,
  });
  const refused = new Counter({
    name: 'paperfloor_engine_refused_total',
    help: 'Commands the engine could not take: inbox full, stopping, or not the writer.',
    labelNames: ['floor', 'reason'],
    registers,
  });
  const inbox = new Gauge({
    name: 'paperfloor_engine_inbox_commands',
    help: 'Commands waiting for the next batch.',
    labelNames: ['floor'],
    registers,
  });
  const applySeconds = new Histogram({
    name: 'paperfloor_engine_apply_seconds',
    help: 'Time to apply one step of a floor: a batch of commands, or the market up to an instant.',
    buckets: secondsBuckets,
    registers,
  });
  const snapshotSeconds = new Gauge({
    name: 'paperfloor_snapshot_write_seconds',
    help: 'How long the last snapshot of the floor took.',
    labelNames: ['floor'],
    registers,
  });
  const snapshotBytes = new Gauge({
    name: 'paperfloor_snapshot_bytes',
    help: 'Size of the last snapshot of the floor.',
    labelNames: ['floor'],
    registers,
  });
  const lag = new Gauge({
    name: 'paperfloor_projection_lag_sequences',
    help: 'How many commands the history tables are behind the journal.',
    labelNames: ['floor'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'paperfloor_request_seconds',
    help: 'Time from a request to the end of its answer, by route pattern.',
    labelNames: ['route', 'method', 'status'],
    buckets: secondsBuckets,
    registers,
  });
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

  return {
    contentType: registry.contentType,
    expose: () => registry.metrics(),
    batchCommitted(floor, count, seconds) {
      batches.inc({ floor });
      commands.inc({ floor }, count);
      commitSeconds.observe(seconds);
    },
    commandRefused: (floor, reason) => refused.inc({ floor, reason }),
    inboxDepth: (floor, count) => inbox.set({ floor }, count),
    stepApplied: (seconds) => applySeconds.observe(seconds),
    snapshotWritten(floor, bytes, seconds) {
      snapshotBytes.set({ floor }, bytes);
      snapshotSeconds.set({ floor }, seconds);
    },
    projectionLag: (floor, sequences) => lag.set({ floor }, sequences),
    requestDone(route, method, status, seconds) {
      requestSeconds.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds);
    },
    socketsOpen: (kind, count) => sockets.set({ kind }, count),
    frameSent(kind, bytes) {
      frames.inc({ kind });
      frameBytes.inc({ kind }, bytes);
    },
    socketCut: (reason) => cuts.inc({ reason }),
  };
}
