/** The exchange as its users meet it, and what its floors say. */
import { type Dashboard, graph, number, query } from './dashboard.ts';

export const exchangeDashboard: Dashboard = {
  uid: 'paperfloor-exchange',
  title: 'Paperfloor: exchange',
  panels: [
    number(
      'Ready',
      'short',
      'One when the service answers as a client asks it.',
      query('min(probe_success{job="service",way="address"})', 'ready'),
    ),
    number(
      'Servers',
      'short',
      'Slots that answer, on all application hosts.',
      query('sum(up{job="application"})', 'slots'),
    ),
    number(
      'Audit faults',
      'short',
      'Anything but 0 is an incident.',
      query('sum(paperfloor_audit_faults_total)', 'faults'),
    ),
    number(
      'Certificate',
      's',
      'Until the certificate that clients see ends.',
      query('min(probe_ssl_earliest_cert_expiry) - time()', 'left'),
    ),
    graph(
      'Requests',
      'reqps',
      'Through the load balancers, and what each slot takes.',
      query('service:requests:rate1m', 'all'),
      query('slot:requests:rate1m', '{{slot}}'),
    ),
    graph(
      'Errors',
      'percentunit',
      'Share of answers that are a 5xx; 2 % wakes somebody.',
      query('sum(rate(haproxy_frontend_http_responses_total{proxy="service",code="5xx"}[1m]))', 'per second'),
      query('slot:errors:ratio1m', '{{slot}}'),
    ),
    graph('p99', 's', 'One request in a hundred takes longer.', query('slot:request_seconds:p99_1m', '{{slot}}')),
    graph(
      'Busiest routes',
      'reqps',
      'The five that are asked most.',
      query('topk(5, sum by (route) (rate(paperfloor_request_seconds_count[1m])))', '{{route}}'),
    ),
    graph(
      'Commands',
      'ops',
      'Orders, cancels and the passing of time, as the journal takes them.',
      query('floor:commands:rate1m', '{{floor}}'),
    ),
    graph(
      'Commit',
      's',
      'From the engine to the committed batch: every acknowledgement waits for it.',
      query('max by (floor) (paperfloor_journal_commit_seconds)', '{{floor}}'),
    ),
    graph(
      'Writer and epoch',
      'short',
      'Exactly one server writes a floor; the epoch rises with every takeover.',
      query('paperfloor_floor_writer', '{{host}} {{slot}} writes {{floor}}'),
      query('max by (floor) (paperfloor_floor_epoch)', 'epoch of {{floor}}'),
    ),
    graph(
      'Behind',
      'short',
      'Batches a server has not applied, commands in its inbox, rows of history not in their tables.',
      query('paperfloor_journal_behind_batches', '{{host}} {{slot}} batches'),
      query('paperfloor_engine_inbox_commands', '{{host}} {{slot}} inbox'),
      query('paperfloor_projection_backlog_rows', '{{host}} {{slot}} rows'),
    ),
    graph(
      'Streams',
      'short',
      'Open WebSocket connections.',
      query('sum by (host, slot, kind) (paperfloor_sockets_open)', '{{host}} {{slot}} {{kind}}'),
    ),
    graph(
      'Event loop',
      's',
      'How late the program is for its own work; above 0.1 s people feel it.',
      query('paperfloor_nodejs_eventloop_lag_p99_seconds', '{{host}} {{slot}}'),
    ),
    graph(
      'Memory of the slots',
      'bytes',
      'What the kernel counts as theirs.',
      query('paperfloor_process_resident_memory_bytes', '{{host}} {{slot}}'),
    ),
    graph(
      'Audit',
      's',
      'How long the last audit of the running floor stopped everything else.',
      query('paperfloor_audit_seconds', '{{host}} {{slot}} {{floor}}'),
    ),
  ],
};
