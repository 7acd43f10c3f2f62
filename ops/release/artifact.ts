/**
 * Writes the artifact: files in the order of their paths, in one tar, compressed by the zlib of the pinned Node. The same files
 * give the same bytes wherever and whenever it runs. It lists nothing itself: contents.ts says what goes in.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { tarEnd, tarHeader, tarPadding } from './tar.ts';

export interface ArtifactFile {
  /** Inside the release's own folder. */
  readonly path: string;
  readonly executable: boolean;
  readonly size: number;
  /** A file of the disk, or the bytes themselves. */
  readonly source: string | Buffer;
}

/** zlib's default: one level more costs twice the time for 0.3 % of the size. */
const gzipLevel = 6;

/** Writes `target`; everything is under the one folder `folder`. Rejects when a file is not as long as it said. */
export async function writeArtifact(
  target: string,
  folder: string,
  files: readonly ArtifactFile[],
  timeSeconds: number,
): Promise<void> {
  await pipeline(tarBytes(folder, files, timeSeconds), createGzip({ level: gzipLevel }), createWriteStream(target));
}

async function* tarBytes(folder: string, files: readonly ArtifactFile[], timeSeconds: number): AsyncGenerator<Buffer> {
  for (const file of files) {
    yield tarHeader({ ...file, path: `${folder}/${file.path}` }, timeSeconds);
    let written = 0;
    for await (const part of bytesOf(file)) {
      written += part.length;
      yield part;
    }
    if (written !== file.size) throw new RangeError(`${file.path} changed while it was packed: ${written} bytes`);
    yield tarPadding(file.size);
  }
  yield tarEnd;
}

async function* bytesOf({ source }: ArtifactFile): AsyncGenerator<Buffer> {
  if (typeof source !== 'string') yield source;
  else yield* createReadStream(source) as AsyncIterable<Buffer>;
}

/** SHA-256 of a file or of bytes, in hexadecimal. */
export async function sha256(source: string | Buffer): Promise<string> {
  const hash = createHash('sha256');
  if (typeof source !== 'string') return hash.update(source).digest('hex');
  for await (const part of createReadStream(source)) hash.update(part as Buffer);
  return hash.digest('hex');
}
