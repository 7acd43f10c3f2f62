/**
 * Switches fixed host names over to this machine and back: a certificate, a TLS front, a block in the hosts file, in this order,
 * and looked at from a client's side before it counts as done. What fails takes back everything before it; what a crash
 * leaves is told by `status` and taken back by `disable`.
 */
import { X509Certificate } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { makeHostCertificate } from './certificate.ts';
import { frontIsOpen, stopFront } from './front.ts';
import { conflictsIn, namesIn, replaceHostsFile, withNames, withoutNames } from './hosts-file.ts';
import { type HostsDirectory, HostsProblem, type HostsState } from './hosts-state.ts';
import { probe } from './probe.ts';

export type HostsWish = Omit<HostsState, 'step'>;

export interface HostsStatus {
  /** `half`: something of it is there and something is missing. */
  readonly state: 'off' | 'on' | 'half';
  readonly names: readonly string[];
  readonly ports: readonly number[];
  readonly target: string | null;
  readonly hostsFile: string;
  readonly inHostsFile: boolean;
  readonly frontRuns: boolean;
  /** The file that clients are told to trust; null when there is none. */
  readonly authority: string | null;
  /** ISO 8601. */
  readonly validUntil: string | null;
}

/** A certificate with less left is made anew. */
const renewMs = 30 * 86_400_000;

/** The loopback addresses of this machine. */
export function loopbackAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.some(({ address }) => address === '::1') ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
}

/** `startFront` resolves when the front listens, and rejects when it can't. Rejects with everything taken back. */
export async function enableHosts(
  directory: HostsDirectory,
  wish: HostsWish,
  startFront: () => Promise<void>,
  nowMs: number,
): Promise<void> {
  checkHostsFile(wish);
  const before = directory.read();
  const kept = before === undefined ? undefined : directory.readCertificate();
  await disableHosts(directory, wish.hostsFile);
  try {
    directory.write({ ...wish, step: 'enabling' });
    const fits = kept !== undefined && isFor(kept.certificate, wish.names, nowMs);
    directory.writeCertificate(fits ? kept : makeHostCertificate(wish.names, nowMs));
    await startFront();
    replaceHostsFile(wish.hostsFile, (text) => withNames(text, wish.names, loopbackAddresses()));
    const authority = directory.readCertificate()?.authority ?? '';
    for (const port of wish.ports) await probe({ name: wish.names[0] ?? '', port, authority });
    directory.write({ ...wish, step: 'enabled' });
  } catch (error) {
    await disableHosts(directory, wish.hostsFile);
    throw error;
  }
}

/** Takes everything back that is there; true when something was. */
export async function disableHosts(directory: HostsDirectory, hostsFile: string): Promise<boolean> {
  const state = directory.read();
  const files = new Set([hostsFile, state?.hostsFile ?? hostsFile]);
  const hadBlock = [...files].some((file) => namesIn(readFileSync(file, 'utf8')).length > 0);
  // First the names: a client that asks for one now is told so, instead of being led to nobody.
  for (const file of files) replaceHostsFile(file, withoutNames);
  const ran = await stopFront(directory.control);
  directory.remove();
  return hadBlock || ran || state !== undefined;
}

export async function hostsStatus(directory: HostsDirectory, hostsFile: string): Promise<HostsStatus> {
  const state = directory.read();
  const file = state?.hostsFile ?? hostsFile;
  const names = namesIn(readFileSync(file, 'utf8'));
  const frontRuns = await frontIsOpen(directory.control);
  const certificate = directory.readCertificate();
  const isWhole = state?.step === 'enabled' && frontRuns && certificate !== undefined && sameNames(names, state.names);
  const isNothing = state === undefined && !frontRuns && names.length === 0;
  return {
    state: isWhole ? 'on' : isNothing ? 'off' : 'half',
    names: state?.names ?? names,
    ports: state?.ports ?? [],
    target: state?.target ?? null,
    hostsFile: file,
    inHostsFile: names.length > 0,
    frontRuns,
    authority: certificate === undefined ? null : directory.authority,
    validUntil: certificate === undefined ? null : validUntil(certificate.certificate).toISOString(),
  };
}

function checkHostsFile({ hostsFile, names }: HostsWish): void {
  try {
    accessSync(hostsFile, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new HostsProblem(`${hostsFile} can't be changed by this user: run it with sudo`, { cause });
  }
  const [conflict] = conflictsIn(readFileSync(hostsFile, 'utf8'), names);
  if (conflict !== undefined)
    throw new HostsProblem(`${hostsFile} leads one of the names elsewhere: ${conflict.trim()}`);
}

function isFor(certificate: string, names: readonly string[], nowMs: number): boolean {
  const { subjectAltName = '' } = new X509Certificate(certificate);
  const held = subjectAltName.split(', ').map((name) => name.replace(/^DNS:/, ''));
  return sameNames(held, names) && validUntil(certificate).getTime() - nowMs > renewMs;
}

function validUntil(certificate: string): Date {
  return new X509Certificate(certificate).validToDate;
}

function sameNames(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((name) => some.includes(name));
}
