import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const GROUPS_OF_A_NETWORK = 4;
const GROUPS = 8;

/**
 * What counts as one sender: an IPv4 address, or the /64 of an IPv6 address. Attack: a host with one IPv6 prefix has 2^64 addresses,
 * and takes another one for each request. Rule: the smallest network that is given to a household counts as one.
 * @param address of the connection, or as a trusted proxy reported it
 * @returns a text for comparison; `unknown` for what is no address
 */
export function clientNetwork(address: string): string {
  const plain = address.split('%', 1)[0] ?? '';
  const mapped = MAPPED.exec(plain)?.[1] ?? plain;
  if (isIPv4(mapped)) return mapped;
  if (!isIPv6(plain)) return 'unknown';
  const [head = '', tail] = plain.toLowerCase().split('::');
  const first = groupsOf(head);
  // What `::` stands for, when it begins within the first half.
  const last = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(0, GROUPS - first.length - last.length) }, () => '0');
  const network = [...first, ...(tail === undefined ? [] : zeros), ...last].slice(0, GROUPS_OF_A_NETWORK);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Groups of 16 bits; an IPv4 address at the end stands for two. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
