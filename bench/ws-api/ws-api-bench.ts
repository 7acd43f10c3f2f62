/** `npm run bench -- ws-api`: the HTTP benchmark through its other door. */
process.argv.push('--door', 'sockets');
await import('../http/http-bench.ts');
