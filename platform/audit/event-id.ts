import { derivedId } from '#platform/ids';

/** A UUIDv7, as `newId` makes them. */
const NEW_ID = /^.{14}7/;

/** The id of an intent's outcome is a function of the intent, so that service and reconciler cannot log two outcomes. */
export function outcomeEventId(intentId: string): string {
  return derivedId('lifeready-audit/outcome/v1', intentId);
}

/**
 * Whether a service may choose this id for an event. Derived ids are UUIDv8, so the two kinds never meet. Attack: a service that
 * was taken over logs something under the id that the outcome of another's intent will have, and that outcome is refused for ever.
 * @param id in canonical form
 */
export function isChosenEventId(id: string): boolean {
  return NEW_ID.test(id);
}
