/** What `hosts enable` has made, in a directory of its own: a word on how far it is, and the certificate. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostCertificate } from './certificate.ts';

/** It could not be done, and nothing is left of it. */
export class HostsProblem extends Error {
  override readonly name = 'HostsProblem';
}

export interface HostsState {
  /** `enabling` is also what a crash leaves. */
  readonly step: 'enabling' | 'enabled';
  readonly names: readonly string[];
  readonly ports: readonly number[];
  /** Where the front leads to: `http://127.0.0.1:8080`. */
  readonly target: string;
  /** The file that has our block. */
  readonly hostsFile: string;
}

export class HostsDirectory {
  readonly path: string;

  /** `path` need not be there. */
  constructor(path: string) {
    this.path = path;
  }

  get authority(): string {
    return join(this.path, 'authority.pem');
  }

  get control(): string {
    return join(this.path, 'front.sock');
  }

  get log(): string {
    return join(this.path, 'front.log');
  }

  read(): HostsState | undefined {
    const file = join(this.path, 'state.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HostsState) : undefined;
  }

  write(state: HostsState): void {
    mkdirSync(this.path, { recursive: true, mode: 0o755 });
    writeFileSync(join(this.path, 'state.json'), `${JSON.stringify(state, undefined, 2)}\n`);
  }

  /** Undefined when one of the files is not there. */
  readCertificate(): HostCertificate | undefined {
    const files = [this.authority, this.#certificate, this.#key];
    if (!files.every(existsSync)) return undefined;
    const [authority = '', certificate = '', key = ''] = files.map((file) => readFileSync(file, 'utf8'));
    return { authority, certificate, key };
  }

  writeCertificate({ authority, certificate, key }: HostCertificate): void {
    writeFileSync(this.authority, authority);
    writeFileSync(this.#certificate, certificate);
    writeFileSync(this.#key, key, { mode: 0o600 });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  get #certificate(): string {
    return join(this.path, 'server.pem');
  }

  get #key(): string {
    return join(this.path, 'server.key');
  }
}
