/** What the exchange stands on: load balancers, database, backups, hosts, and the watching itself. */
import { type Dashboard, graph, number, query } from './dashboard.ts';

export const platformDashboard: Dashboard = {
  uid: 'paperfloor-platform',
  title: 'Paperfloor: platform',
  panels: [
    number('Hosts', 'short', 'Hosts that answer.', query('sum(up{job="node"})', 'hosts')),
    number(
      'Alerts',
      'short',
      'What fires now; the watchdog is one of them, always.',
      query('count(ALERTS{alertstate="firing"})', 'firing'),
    ),
    number(
      'Last backup',
      's',
      'Since the newest backup was complete; a day is usual.',
      query('time() - max(paperfloor_backup_completed_timestamp_seconds)', 'ago'),
    ),
    number(
      'Primaries',
      'short',
      'PostgreSQL that take writes; anything but 1 is an incident.',
      query('count(pg_replication_is_replica == 0)', 'primaries'),
    ),
    graph(
      'Balancers',
      'reqps',
      'Requests by load balancer: the one that has the service address.',
      query('sum by (host) (rate(haproxy_frontend_http_requests_total{proxy="service"}[1m]))', '{{host}}'),
    ),
    graph(
      'Servers behind the balancers',
      'short',
      'Servers of each slot that are ready.',
      query('sum by (host, proxy) (haproxy_backend_active_servers{proxy=~"slot_.*"})', '{{host}} {{proxy}}'),
    ),
    graph(
      'Transactions',
      'ops',
      'Committed in the exchange’s database.',
      query('sum by (host) (rate(pg_stat_database_xact_commit{datname="paperfloor"}[1m]))', '{{host}}'),
    ),
    graph(
      'Connections',
      'short',
      'By state; max_connections is the end.',
      query('sum by (host, state) (pg_stat_activity_count)', '{{host}} {{state}}'),
    ),
    graph(
      'Size of the databases',
      'bytes',
      'What is on the disk.',
      query('sum by (host, datname) (pg_database_size_bytes)', '{{host}} {{datname}}'),
    ),
    graph(
      'Archive',
      'short',
      'Segments of the log that went into the backup, and failures.',
      query('pg_stat_archiver_archived_count', '{{host}} archived'),
      query('pg_stat_archiver_failed_count', '{{host}} failed'),
    ),
    graph(
      'Processor',
      'percentunit',
      'Share of each host’s processors that is busy.',
      query('1 - avg by (host) (rate(node_cpu_seconds_total{mode="idle"}[1m]))', '{{host}}'),
    ),
    graph(
      'Memory left',
      'percentunit',
      'Share that programs can still have.',
      query('node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes', '{{host}}'),
    ),
    graph(
      'Disk left',
      'percentunit',
      'Share of each file system that is free.',
      query('node_filesystem_avail_bytes / node_filesystem_size_bytes', '{{host}} {{mountpoint}}'),
    ),
    graph(
      'Network',
      'Bps',
      'Received and sent.',
      query('sum by (host) (rate(node_network_receive_bytes_total{device!="lo"}[1m]))', '{{host}} in'),
      query('sum by (host) (rate(node_network_transmit_bytes_total{device!="lo"}[1m]))', '{{host}} out'),
    ),
    graph(
      'Logs',
      's',
      'Since something of each host’s log arrived; five minutes at most.',
      query('time() - paperfloor_log_last_timestamp_seconds', '{{sender}}'),
    ),
    graph(
      'Alerts delivered',
      'short',
      'Handed to the receivers, and failures.',
      query('sum by (integration) (increase(alertmanager_notifications_total[10m]))', '{{integration}}'),
      query('sum by (integration) (increase(alertmanager_notifications_failed_total[10m]))', '{{integration}} failed'),
    ),
  ],
};
