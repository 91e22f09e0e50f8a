/** What the subgraphs of the shop know; everything follows from a number, so that nothing is stored. */

const SENTENCE = 'A plain sentence that says something about the thing at hand, as such sentences do.';

export function user(id: string) {
  return { __typename: 'User', id, name: `User ${id}`, email: `${id}@example.test` };
}

/** @param place its number, from 0 */
export function product(place: number) {
  return {
    __typename: 'Product',
    upc: `p${String(place)}`,
    name: `Product ${String(place)}`,
    price: 100 + place,
    weight: place % 7 === 0 ? null : place % 11,
    description: SENTENCE,
    tags: ['new', 'small', 'blue'],
  };
}

/** The one review that each product has, by somebody who wrote no other. */
export function reviewOf(upc: string) {
  return { __typename: 'Review', id: `r-${upc}`, body: SENTENCE, author: { __typename: 'User', id: `u-${upc}` } };
}
