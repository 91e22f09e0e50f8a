/** How hard the cluster tries to keep what it acknowledged. Only tests may use `throwaway`. */
export type Durability = 'full' | 'throwaway';

/** Flags that hold for every embedded cluster: small, local, and quiet. */
const COMMON: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  superuser_reserved_connections: '5',
  shared_buffers: '32MB',
  // Nothing replicates from an embedded cluster, and one machine has no use for helpers beside the backends.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  io_method: 'sync',
  min_wal_size: '48MB',
  max_wal_size: '256MB',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %u@%d ',
  // Statements carry personal data; an error in one is logged by the service that sent it.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};

const DURABILITY: Readonly<Record<Durability, Readonly<Record<string, string>>>> = {
  full: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
  throwaway: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' },
};

/** @returns the command line of a server on `port` over `dataDirectory` */
export function serverArguments(dataDirectory: string, port: number, durability: Durability): string[] {
  const settings = { ...COMMON, ...DURABILITY[durability], port: String(port) };
  return ['-D', dataDirectory, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/**
 * Arguments of initdb. The locale is PostgreSQL's own C.UTF-8, so that a fresh machine needs no locales installed
 * and sorting does not change with its C library. The superuser's password comes from `passwordFile`.
 */
export function initArguments(
  dataDirectory: string,
  superuser: string,
  passwordFile: string,
  durability: Durability,
): string[] {
  return [
    `--pgdata=${dataDirectory}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    ...(durability === 'throwaway' ? ['--no-sync'] : []),
  ];
}
