/**
 * What every ssh of an operator's is started with: nobody is there to be asked, and a host that is gone, before or while it works, is told
 * within twenty seconds. By itself ssh would wait for one that died under a command until the network's own patience ends, after hours,
 * and with it a deployment whose candidate has its share of the traffic.
 */
export const sshOptions = [
  'BatchMode=yes',
  'ConnectTimeout=10',
  'ServerAliveInterval=5',
  'ServerAliveCountMax=3',
].flatMap((option) => ['-o', option]);
