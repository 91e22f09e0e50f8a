/** Waits that can be chosen, in days. */
export const WAIT_DAYS = [7, 14, 30] as const;
/** Longest time an activation lasts. */
export const ACCESS_HOURS_MAX = 168;
/** Requests of one arrangement within `REQUEST_WINDOW_SECONDS`. */
export const REQUESTS_MAX = 3;
export const REQUEST_WINDOW_SECONDS = 24 * 3600;
/** After a veto nothing can be requested for this long. */
export const COOLDOWN_SECONDS = 24 * 3600;
/** A request that could be activated for this long and was not has lapsed: nobody watches their mail for ever. */
export const REQUEST_OPEN_SECONDS = 30 * 24 * 3600;

export const DAY_SECONDS = 24 * 3600;
export const HOUR_SECONDS = 3600;
