import path from 'node:path';

import { tlsFiles } from './certificates/tls-files.ts';
import type { StackKeys } from './keys/prepare-keys.ts';
import { LOOPBACK } from './free-port.ts';
import type { StackPaths } from './paths.ts';
import type { StackPorts } from './ports.ts';
import { databaseName, roleUrl } from './provision.ts';
import { SERVICES, type DatabaseOwner, type ProcessName, type StackProcessName } from './services.ts';

/** Everything that a process's environment is made from. */
export interface EnvironmentSources {
  readonly environment: 'dev' | 'test';
  readonly ports: StackPorts;
  readonly paths: StackPaths;
  readonly keys: StackKeys;
  readonly logLevel: string;
  readonly redisUrl: string | undefined;
  /** Whether services talk to each other over mutual TLS. */
  readonly mtls: boolean;
  /** What every program needs of this machine (PATH, HOME, TMPDIR); nothing else of the shell is passed on. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Folder of compiled code, when there is a complete one. */
  readonly codeCache: string | undefined;
  /** What is wanted otherwise: by a person with a flag, or by a test, such as an audit address with a broken line behind it. */
  readonly overrides?: EnvironmentOverrides | undefined;
}

/** Variables by process that replace the stack's own. */
export type EnvironmentOverrides = Partial<Record<StackProcessName, Readonly<Record<string, string>>>>;

/** One person tries the stack; each connection is a process of some megabytes. */
const POOL_MAX = '4';
/** Of the demo staff: known before they are, so that the incident service can be told whose the deployment is. */
const DEMO_ORGANISATION_ID = '019a0000-0000-7000-8000-000000000001';
/** All people of a development stack come from one address; tests sign in as often as the machine can. */
const BUDGET_FACTORS = { dev: '20', test: '100000' } as const;
/** For the same reason. */
const BURST_REQUESTS = { dev: '60000', test: '10000000' } as const;
/** Checkpoints of one log come one after the other. */
const WITNESS_POOL_MAX = '2';

/** @returns the address that people and browsers use; a name, because passkeys do not work on an IP address */
export function publicUrl(ports: StackPorts): string {
  return `http://localhost:${String(ports.gateway)}`;
}

/**
 * @param mtls whether services talk over mutual TLS; the gateway's own server is for the public and its proxy
 * @returns the address at which other processes of the stack reach `name`
 */
export function internalUrl(ports: StackPorts, name: StackProcessName, mtls = false): string {
  return `${mtls && name !== 'gateway' ? 'https' : 'http'}://${LOOPBACK}:${String(ports[name])}`;
}

/** The only place that knows which variables each process gets. No process sees a key or a database of another. */
export function processEnvironment(name: StackProcessName, sources: EnvironmentSources): Record<string, string> {
  return { ...(name === 'witness' ? ofWitness(sources) : ofProcess(name, sources)), ...sources.overrides?.[name] };
}

function ofProcess(name: ProcessName, sources: EnvironmentSources): Record<string, string> {
  const { paths, keys } = sources;
  const own: Readonly<Record<ProcessName, () => Record<string, string>>> = {
    identity: () => ({ ...encryption('identity', sources), TOKEN_KEYS_FILE: keys.tokenKeysFile }),
    vault: () => ({ ...encryption('vault', sources), OBJECT_STORE: `directory:${paths.objects('vault')}` }),
    case: () => ({
      ...encryption('case', sources),
      OBJECT_STORE: `directory:${paths.objects('case')}`,
      EXPORT_SIGNING_KEY_FILE: keys.exportSigningKeyFile,
    }),
    incident: () => ({ INCIDENT_OPERATOR_TENANT_ID: DEMO_ORGANISATION_ID }),
    audit: () => ({
      ...encryption('audit', sources),
      AUDIT_SIGNING_KEY_FILE: keys.auditSigningKeyFile,
      AUDIT_LOG_ORIGIN: keys.auditLogOrigin,
      OBJECT_STORE: `directory:${paths.objects('audit')}`,
      AUDIT_ANCHOR_STORE: `directory:${paths.anchors}`,
      WITNESS_URL: internalUrl(sources.ports, 'witness', sources.mtls),
      WITNESS_VKEY: keys.witnessVkey,
    }),
    gateway: () => ({
      SUPERGRAPH_FILE: path.join(paths.checkout, 'schema', 'supergraph.graphql'),
      PERSISTED_DOCUMENTS_DIR: path.join(paths.checkout, 'schema', 'persisted'),
      GATEWAY_BUDGET_FACTOR: BUDGET_FACTORS[sources.environment],
      GATEWAY_BURST_REQUESTS: BURST_REQUESTS[sources.environment],
      // A test goes on with the schema it began with.
      ...(sources.environment === 'test' ? { GATEWAY_SUPERGRAPH_WATCH_MS: '0' } : {}),
      GATEWAY_DATABASE_URL: applicationUrl('gateway', sources),
      GATEWAY_DATABASE_POOL_MAX: POOL_MAX,
      GATEWAY_REGISTRY_PORT: String(sources.ports.operations),
    }),
  };
  const database =
    name === 'gateway' ? {} : { DATABASE_URL: applicationUrl(name, sources), DATABASE_POOL_MAX: POOL_MAX };
  return { ...common(name, sources), ...database, ...own[name]() };
}

/** It is told nothing of the other processes: the log comes to it. */
function ofWitness(sources: EnvironmentSources): Record<string, string> {
  const { keys } = sources;
  return {
    ...base('witness', sources),
    DATABASE_URL: applicationUrl('witness', sources),
    DATABASE_POOL_MAX: WITNESS_POOL_MAX,
    WITNESS_SIGNING_KEY_FILE: keys.witnessSigningKeyFile,
    WITNESS_LOG_VKEYS: keys.auditLogVkey,
  };
}

/** @returns what a migration job gets: one connection, as the role that may change the schema */
export function migrationEnvironment(service: DatabaseOwner, sources: EnvironmentSources): Record<string, string> {
  const { inherited, keys, ports } = sources;
  const url = roleUrl({ service, role: 'migrate', port: ports.postgres, passwordOf: keys.passwordOf });
  return { ...inherited, ...runtime(sources), MIGRATE_DATABASE_URL: url };
}

/** @returns what the seeding gets: identity's environment and where to write the demo people */
export function seedEnvironment(sources: EnvironmentSources): Record<string, string> {
  return {
    ...processEnvironment('identity', sources),
    DEMO_PEOPLE_FILE: sources.paths.people,
    DEMO_ORGANISATION_ID,
  };
}

/** What the environment of the erasing job is made from. */
export type EraserSources = Pick<EnvironmentSources, 'environment' | 'ports' | 'paths' | 'keys' | 'mtls' | 'inherited'>;

/** @returns what the job gets that erases details beside the audit log: the one connection that may, and a name to sign with */
export function eraserEnvironment(sources: EraserSources): Record<string, string> {
  const { environment, inherited, keys, mtls, ports } = sources;
  return {
    ...inherited,
    NODE_ENV: 'production',
    LIFEREADY_ENV: environment,
    SERVICE_KEYS_FILE: keys.serviceKeysFile('eraser'),
    AUDIT_URL: internalUrl(ports, 'audit', mtls),
    AUDIT_LOG_VKEY: keys.auditLogVkey,
    AUDIT_ERASER_DATABASE_URL: roleUrl({
      service: 'audit',
      role: 'eraser',
      port: ports.postgres,
      passwordOf: keys.passwordOf,
    }),
    ...(mtls ? tlsVariables('eraser', sources) : {}),
  };
}

function base(name: StackProcessName, sources: EnvironmentSources): Record<string, string> {
  return {
    ...sources.inherited,
    ...runtime(sources),
    LIFEREADY_ENV: sources.environment,
    HOST: LOOPBACK,
    PORT: String(sources.ports[name]),
    LOG_LEVEL: sources.logLevel,
    ...(sources.mtls ? tlsVariables(name, sources) : {}),
  };
}

function common(name: ProcessName, sources: EnvironmentSources): Record<string, string> {
  const { keys, mtls, ports, redisUrl } = sources;
  const urls = Object.fromEntries(
    SERVICES.map((service) => [`${service.toUpperCase()}_URL`, internalUrl(ports, service, mtls)]),
  );
  return {
    ...base(name, sources),
    ...urls,
    SERVICE_KEYS_FILE: keys.serviceKeysFile(name),
    PUBLIC_URL: publicUrl(ports),
    IDENTITY_ISSUER: publicUrl(ports),
    AUDIT_LOG_VKEY: keys.auditLogVkey,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
}

function tlsVariables(
  name: StackProcessName | 'eraser',
  { paths }: Pick<EnvironmentSources, 'paths'>,
): Record<string, string> {
  const { cert, key, ca } = tlsFiles(paths.certificates, name);
  return { SERVICE_TLS_CERT_FILE: cert, SERVICE_TLS_KEY_FILE: key, SERVICE_TLS_CA_FILE: ca };
}

/** Libraries behave as they do in production. Two memory arenas are enough for a process whose work is on one thread. */
function runtime({ codeCache }: EnvironmentSources): Record<string, string> {
  const compiled = codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache };
  return { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', ...compiled };
}

function encryption(
  name: 'identity' | 'vault' | 'case' | 'audit',
  { keys }: EnvironmentSources,
): Record<string, string> {
  return { KMS_KEYS_FILE: keys.kmsKeysFile(name) };
}

function applicationUrl(service: DatabaseOwner, { keys, ports }: EnvironmentSources): string {
  return roleUrl({
    service,
    role: 'app',
    port: ports.postgres,
    database: databaseName(service),
    passwordOf: keys.passwordOf,
  });
}
