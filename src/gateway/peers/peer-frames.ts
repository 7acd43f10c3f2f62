/**
 * What servers send each other, as bytes: one WebSocket message is one frame, its first byte says which. Both ends are of one
 * installation but perhaps not of one release, so a frame that can't be read closes the connection, and nothing is lost by that.
 */
import { unreachable } from '../../core/assert.ts';
import type { UserCommand } from '../../core/messages/command.ts';
import { ByteReader, ByteWriter, SnapshotError } from '../../core/snapshot/bytes.ts';
import type { TimestampUs } from '../../core/units/brand.ts';
import type { PeerAnswer, PeerRequest } from '../../engine/peer-link.ts';
import type { StoredBatch } from '../../journal/batch.ts';
import { decodeCommands, encodeCommands } from '../../journal/command-codec.ts';

export type PeerFrame =
  /** The one who was called begins; see peer-handshake.ts. */
  | { readonly kind: 'challenge'; readonly nonce: Uint8Array }
  | { readonly kind: 'reply'; readonly server: number; readonly nonce: Uint8Array; readonly proof: Uint8Array }
  | { readonly kind: 'welcome'; readonly proof: Uint8Array }
  /** To the writer. */
  | { readonly kind: 'listen'; readonly floorId: number }
  | { readonly kind: 'request'; readonly request: PeerRequest }
  /** From the writer. */
  | { readonly kind: 'batch'; readonly floorId: number; readonly batch: StoredBatch }
  | { readonly kind: 'reached'; readonly floorId: number; readonly batchNo: number; readonly timeUs: number }
  | { readonly kind: 'answer'; readonly floorId: number; readonly answer: PeerAnswer };

const kinds = ['challenge', 'reply', 'welcome', 'listen', 'request', 'batch', 'reached', 'answer'] as const;
const outcomes = ['refused', 'done', 'cancel_only', 'moving'] as const;
const requestKinds = ['command', 'step', 'project', 'yield'] as const;

/** Largest frame, bytes: a full batch of long commands, several times over. */
export const frameBytesMax = 4 * 1024 * 1024;

export function encodeFrame(frame: PeerFrame): Uint8Array {
  const out = new ByteWriter(256);
  out.u8(kinds.indexOf(frame.kind));
  switch (frame.kind) {
    case 'challenge':
      out.bytes(frame.nonce);
      break;
    case 'reply':
      out.u32(frame.server);
      out.bytes(frame.nonce);
      out.bytes(frame.proof);
      break;
    case 'welcome':
      out.bytes(frame.proof);
      break;
    case 'listen':
      out.u32(frame.floorId);
      break;
    case 'request':
      encodeRequest(out, frame.request);
      break;
    case 'batch':
      out.u32(frame.floorId);
      encodeBatch(out, frame.batch);
      break;
    case 'reached':
      out.u32(frame.floorId);
      out.f64(frame.batchNo);
      out.f64(frame.timeUs);
      break;
    case 'answer':
      out.u32(frame.floorId);
      out.f64(frame.answer.number);
      out.u8(outcomes.indexOf(frame.answer.outcome));
      out.text(frame.answer.message);
      break;
    default:
      unreachable(frame);
  }
  return out.take();
}

/** Throws `SnapshotError` when the bytes make no frame. */
export function decodeFrame(bytes: Uint8Array): PeerFrame {
  const input = new ByteReader(bytes);
  const frame = decode(input, pick(kinds, input.u8()));
  if (input.left !== 0) throw new SnapshotError(`expected the frame to end, found ${input.left} more bytes`);
  return frame;
}

function decode(input: ByteReader, kind: PeerFrame['kind']): PeerFrame {
  switch (kind) {
    case 'challenge':
      return { kind, nonce: input.bytes() };
    case 'reply':
      return { kind, server: input.u32(), nonce: input.bytes(), proof: input.bytes() };
    case 'welcome':
      return { kind, proof: input.bytes() };
    case 'listen':
      return { kind, floorId: input.u32() };
    case 'request':
      return { kind, request: decodeRequest(input) };
    case 'batch':
      return { kind, floorId: input.u32(), batch: decodeBatch(input) };
    case 'reached':
      return { kind, floorId: input.u32(), batchNo: input.f64(), timeUs: input.f64() };
    case 'answer': {
      const floorId = input.u32();
      const number = input.f64();
      const outcome = pick(outcomes, input.u8());
      return { kind, floorId, answer: { number, outcome, message: input.text() } };
    }
    default:
      return unreachable(kind);
  }
}

function encodeRequest(out: ByteWriter, request: PeerRequest): void {
  out.u8(requestKinds.indexOf(request.kind));
  out.u32(request.floorId);
  out.f64(request.number);
  out.f64(request.epoch);
  if (request.kind === 'step') out.f64(request.microseconds);
  if (request.kind !== 'command') return;
  out.bytes(encodeCommands([{ sequence: 0, time: 0 as TimestampUs, command: request.command }]));
}

function decodeRequest(input: ByteReader): PeerRequest {
  const kind = pick(requestKinds, input.u8());
  const common = { floorId: input.u32(), number: input.f64(), epoch: input.f64() };
  switch (kind) {
    case 'command':
      return { ...common, kind, command: decodeUserCommand(input.bytes()) };
    case 'step':
      return { ...common, kind, microseconds: input.f64() };
    case 'project':
    case 'yield':
      return { ...common, kind };
    default:
      return unreachable(kind);
  }
}

/** Time passes by the writer's clock alone: nobody else grants or skips it. */
function decodeUserCommand(bytes: Uint8Array): UserCommand {
  const [first, ...more] = decodeCommands(bytes, 0);
  const command = first?.command;
  if (command === undefined || more.length > 0) throw new SnapshotError('expected one command');
  if (command.type === 'grant_time' || command.type === 'skip_time') {
    throw new SnapshotError(`expected a user's command, found ${command.type}`);
  }
  return command;
}

function encodeBatch(out: ByteWriter, batch: StoredBatch): void {
  out.f64(batch.batchNo);
  out.f64(batch.firstSequence);
  out.f64(batch.lastSequence);
  out.f64(batch.writerEpoch);
  out.u32(batch.rulesVersion);
  out.f64(batch.timeUs);
  out.f64(batch.checksum);
  out.bytes(batch.payload);
}

function decodeBatch(input: ByteReader): StoredBatch {
  return {
    batchNo: input.f64(),
    firstSequence: input.f64(),
    lastSequence: input.f64(),
    writerEpoch: input.f64(),
    rulesVersion: input.u32(),
    timeUs: input.f64(),
    checksum: input.f64(),
    payload: input.bytes(),
  };
}

function pick<T>(choices: readonly T[], code: number): T {
  const choice = choices[code];
  if (choice === undefined) throw new SnapshotError(`expected a code below ${choices.length}, found ${code}`);
  return choice;
}
