/** The certificate of a lab's receivers, signed by the lab's authority for the name that the inventory sends alerts to. Pure: commands only. */
import { join } from 'node:path';
import { type Command, command } from '../../command/command.ts';

const days = 30;

export function makeReceiverCertificate(secrets: string, directory: string, name: string): Command[] {
  const [key, request, certificate] = ['key', 'csr', 'crt'].map((end) => join(directory, `receiver.${end}`)) as [
    string,
    string,
    string,
  ];
  const authority = join(secrets, 'authority');
  return [
    command(
      ...(['openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'] as const),
      ...['-keyout', key, '-out', request, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
    ),
    command(
      ...([
        'openssl',
        'x509',
        '-req',
        '-sha256',
        '-days',
        String(days),
        '-in',
        request,
        '-copy_extensions',
        'copy',
      ] as const),
      ...['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-out', certificate],
    ),
  ];
}
