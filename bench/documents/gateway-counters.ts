/** What the gateway counted since it started. */
export interface GatewayCounters {
  readonly requests: number;
  /** Documents that were not known, planned and compiled for it; more than there are different ones when some were forgotten. */
  readonly planned: number;
  readonly planSeconds: number;
}

/** @param url of the listener for metrics */
export async function readGatewayCounters(url: string): Promise<GatewayCounters> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  return {
    requests: sum('lifeready_gateway_request_seconds_count'),
    planned: sum('lifeready_gateway_plan_seconds_count'),
    planSeconds: sum('lifeready_gateway_plan_seconds_sum'),
  };
}
