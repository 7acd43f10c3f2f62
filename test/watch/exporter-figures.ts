/**
 * Figures that rules and panels use and the application does not give, by what gives them. `paperfloor ops watch check` asks a real
 * Prometheus for the panels among them, so that an exporter that drops one is noticed before an alert is silently dead.
 */
export const exporterFigures: Readonly<Record<string, readonly string[]>> = {
  prometheus: ['up', 'ALERTS'],
  'roles/monitor': ['paperfloor_certificate_end_timestamp_seconds'],
  'roles/logs': ['paperfloor_log_last_timestamp_seconds'],
  'roles/backup': [
    'paperfloor_backup_completed_timestamp_seconds',
    'paperfloor_backup_ok',
    'paperfloor_backup_restored_timestamp_seconds',
  ],
  'prometheus-blackbox-exporter': ['probe_success', 'probe_ssl_earliest_cert_expiry'],
  haproxy: [
    'haproxy_frontend_http_requests_total',
    'haproxy_frontend_http_responses_total',
    'haproxy_backend_active_servers',
  ],
  'prometheus-node-exporter': [
    'node_cpu_seconds_total',
    'node_filesystem_avail_bytes',
    'node_filesystem_size_bytes',
    'node_memory_MemAvailable_bytes',
    'node_memory_MemTotal_bytes',
    'node_network_receive_bytes_total',
    'node_network_transmit_bytes_total',
    'node_systemd_unit_state',
    'node_time_seconds',
  ],
  'prometheus-postgres-exporter': [
    'pg_database_size_bytes',
    'pg_replication_is_replica',
    'pg_replication_lag_seconds',
    'pg_settings_max_connections',
    'pg_stat_activity_count',
    'pg_stat_archiver_archived_count',
    'pg_stat_archiver_failed_count',
    'pg_stat_database_xact_commit',
  ],
  'prometheus-alertmanager': ['alertmanager_notifications_total', 'alertmanager_notifications_failed_total'],
};
