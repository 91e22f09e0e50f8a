// Codes of an authenticator (RFC 6238), for people of the sandbox. Each time step is used once and in rising order, as identity asks for;
// it takes the step before the current one and the one after it too.

const STEP_MS = 30_000;
/** How long a code may be under way. */
const UNDER_WAY_MS = 12_000;

function fromBase32(text) {
  const bits = [...text.replaceAll('=', '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign));
  const bytes = [];
  let value = 0;
  let held = 0;
  for (const five of bits) {
    value = ((value << 5) | five) & 0xffff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes.push((value >> held) & 0xff);
  }
  return Uint8Array.from(bytes);
}

async function codeOf(secret, step) {
  const key = await crypto.subtle.importKey('raw', fromBase32(secret), { name: 'HMAC', hash: 'SHA-1' }, false, [
    'sign',
  ]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const offset = digest.getUint8(19) & 0xf;
  return String((digest.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** @returns a function that gives the next code, after waiting for its time where the earlier ones are used up */
function authenticator(secret) {
  let lastStep = -1;
  return async () => {
    const oldest = Math.floor((Date.now() + UNDER_WAY_MS) / STEP_MS) - 1;
    const step = Math.max(lastStep + 1, oldest);
    lastStep = step;
    const wait = (step - 1) * STEP_MS - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return codeOf(secret, step);
  };
}
