/** `npm run dev`: the server, restarted when its files change, and the terminal, rebuilt when its files change. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = [
  ['node_modules/vite/bin/vite.js', 'build', 'terminal', '--watch', '--mode', 'development', '--logLevel', 'warn'],
  ['--watch', '--watch-preserve-output', 'src/main.ts', 'serve', ...process.argv.slice(2)],
];

const children = commands.map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));

function stop(signal) {
  for (const child of children) child.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
    stop('SIGTERM');
  });
}
