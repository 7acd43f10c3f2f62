/**
 * PostgreSQL's form of a password it can check but not read: SCRAM-SHA-256 (RFC 5802, RFC 7677; pg_authid.rolpassword). Made here,
 * so that the password itself is never sent to the database, and the same password always gives the same text: a second run
 * can compare.
 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

const iterations = 4096;
const keyBytes = 32;

/** The password is taken as it is: letters and digits need no preparation (RFC 4013). */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, iterations, keyBytes, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
