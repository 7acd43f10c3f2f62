/** Asks the monitor host what fired and what was logged in a span of time. */
import { type AskMonitor, askAll, prometheusPort } from '../watch/ask.ts';
import { type AlertSeries, type LogLine, type Span, stepSeconds } from './timeline.ts';

const linesMax = 300;

/** Lines that say something went wrong, by their own level or the journal's, in the time that is asked for. */
const readLogs = `import datetime, glob, gzip, json, os, sys
begin, end, most = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
bad = {'emerg', 'alert', 'crit', 'err'}
found = []
for path in glob.glob('/var/log/central/*/*.jsonl*'):
    if os.path.getmtime(path) < begin: continue
    with (gzip.open if path.endswith('.gz') else open)(path, 'rt', errors='replace') as file:
        for text in file:
            try: line = json.loads(text)
            except ValueError: continue
            message = line['message']
            if line['severity'] not in bad and '"level":"error"' not in message and '"level":"fatal"' not in message: continue
            at = datetime.datetime.fromisoformat(line['at']).timestamp()
            if begin <= at <= end: found.append((at, line))
found.sort(key=lambda each: each[0])
for _, line in found[-most:]:
    print(json.dumps({name: line[name] for name in ('at', 'host', 'program', 'message')}))
`;

export async function askAlerts(ask: AskMonitor, span: Span): Promise<AlertSeries[]> {
  const query = encodeURIComponent('ALERTS{alertstate="firing",alertname!="Watchdog"}');
  const times = `start=${span.from}&end=${span.to}&step=${stepSeconds(span)}`;
  const [answer] = await askAll(ask, prometheusPort, [`/api/v1/query_range?query=${query}&${times}`]);
  return (answer as { data?: { result: AlertSeries[] } }).data?.result ?? [];
}

/** The newest of them when there are more than can be read. */
export async function askLogs(ask: AskMonitor, { from, to }: Span): Promise<LogLine[]> {
  const printed = await ask(['sudo', 'python3', '-', String(from), String(to), String(linesMax)], readLogs);
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
}
