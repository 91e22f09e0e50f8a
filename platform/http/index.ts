export type { DependencyCheck, DependencyChecks, OptionalDependency } from './health.ts';
export { runService } from './run-service.ts';
export type { RunningService } from './run-service.ts';
export { createHttpServer, parseJsonBody } from './server.ts';
export type { HttpServerOptions } from './server.ts';
export { createServiceClient, readAnswerJson } from './service-client.ts';
export type { ServiceAnswer, ServiceCall, ServiceClient } from './service-client.ts';
export { HEALTH_ROUTES, requireSignedCaller } from './signed-caller.ts';
