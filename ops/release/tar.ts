/**
 * Headers of a tar archive that depend on nothing but names, modes and sizes: POSIX ustar (IEEE 1003.1, pax, "ustar interchange
 * format"), owner and group 0, one time for all. Only what a release holds: regular files with paths of at most 255 bytes.
 */
const blockBytes = 512;
const nameBytesMax = 100;
const prefixBytesMax = 155;

export interface TarEntry {
  /** Forward slashes, relative. */
  readonly path: string;
  readonly executable: boolean;
  readonly size: number;
}

/** The header block of a file. Throws `RangeError` when the path doesn't fit. */
export function tarHeader({ path, executable, size }: TarEntry, timeSeconds: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  const { name, prefix } = splitPath(path);
  header.write(name, 0, nameBytesMax, 'utf8');
  writeOctal(header, executable ? 0o755 : 0o644, 100, 8);
  writeOctal(header, 0, 108, 8);
  writeOctal(header, 0, 116, 8);
  writeOctal(header, size, 124, 12);
  writeOctal(header, timeSeconds, 136, 12);
  header.write('        ', 148, 8, 'ascii');
  header.write('0', 156, 1, 'ascii');
  header.write('ustar\x0000', 257, 8, 'latin1');
  header.write('root', 265, 32, 'ascii');
  header.write('root', 297, 32, 'ascii');
  header.write(prefix, 345, prefixBytesMax, 'utf8');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return header;
}

/** Zeros up to the next block after `size` bytes. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** Two empty blocks end an archive. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= nameBytesMax) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(name) <= nameBytesMax && Buffer.byteLength(prefix) <= prefixBytesMax) return { name, prefix };
  }
  throw new RangeError(`expected a path that fits a tar header (100 bytes after a slash, 155 before), found ${path}`);
}

function writeOctal(header: Buffer, value: number, offset: number, width: number): void {
  header.write(`${value.toString(8).padStart(width - 1, '0')}\0`, offset, width, 'latin1');
}
