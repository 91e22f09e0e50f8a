import { describe, expect, test } from '@jest/globals';
import { createCircuitBreaker } from './circuit-breaker.ts';
import type { CallOutcome, CircuitState } from './circuit-breaker.ts';

function breaker() {
  let nowMs = 0;
  const changes: CircuitState[] = [];
  const circuit = createCircuitBreaker({ nowMs: () => nowMs, onChange: (state) => changes.push(state) });
  return {
    circuit,
    changes,
    pass: (ms: number): void => {
      nowMs += ms;
    },
    /** @returns how many calls were let through */
    calls: (count: number, outcome: CallOutcome): number => {
      let admitted = 0;
      for (let call = 0; call < count; call += 1) {
        const report = circuit.admit();
        report?.(outcome);
        if (report !== undefined) admitted += 1;
      }
      return admitted;
    },
  };
}

describe('[R-066] the circuit in front of a subgraph', () => {
  test('opens when at least 20 calls ended in ten seconds and half of them failed', () => {
    const few = breaker();
    few.calls(19, 'failed');
    expect(few.circuit.state).toBe('closed');
    expect(few.calls(2, 'failed')).toBe(1);
    expect(few.changes).toEqual(['open']);

    const mostly = breaker();
    mostly.calls(31, 'answered');
    mostly.calls(30, 'failed');
    expect(mostly.circuit.state).toBe('closed');
    mostly.calls(1, 'failed');
    expect(mostly.circuit.state).toBe('open');
  });

  test('forgets failures that are older than ten seconds', () => {
    const { circuit, calls, pass } = breaker();
    calls(19, 'failed');
    pass(10_001);
    calls(19, 'failed');
    expect(circuit.state).toBe('closed');
    calls(1, 'failed');
    expect(circuit.state).toBe('open');
  });

  test('counts neither way what ended for a reason of our own', () => {
    const { circuit, calls } = breaker();
    expect(calls(100, 'nothing')).toBe(100);
    calls(19, 'failed');
    expect(circuit.state).toBe('closed');
  });

  test('lets nobody through for five seconds, and says how long it will be', () => {
    const { circuit, calls, pass } = breaker();
    calls(20, 'failed');
    expect(circuit.waitMs()).toBe(5_000);
    pass(4_999);
    expect([calls(3, 'answered'), circuit.waitMs()]).toEqual([0, 1]);
    pass(1);
    expect(circuit.waitMs()).toBe(0);
  });

  test('then lets one through, whose outcome decides', () => {
    const { circuit, calls, pass, changes } = breaker();
    calls(20, 'failed');
    pass(5_000);
    const probe = circuit.admit();
    expect([circuit.admit(), circuit.state]).toEqual([undefined, 'half_open']);
    expect(circuit.waitMs()).toBeGreaterThan(0);
    probe?.('failed');
    expect([circuit.state, circuit.waitMs()]).toEqual(['open', 5_000]);
    pass(5_000);
    circuit.admit()?.('answered');
    expect(circuit.state).toBe('closed');
    expect(calls(5, 'answered')).toBe(5);
    expect(changes).toEqual(['open', 'half_open', 'open', 'half_open', 'closed']);
  });

  test('lets the next one try when the first was given up', () => {
    const { circuit, calls, pass } = breaker();
    calls(20, 'failed');
    pass(5_000);
    circuit.admit()?.('nothing');
    expect([circuit.state, circuit.waitMs()]).toEqual(['open', 0]);
    circuit.admit()?.('answered');
    expect(circuit.state).toBe('closed');
  });

  test('does not listen to calls from before it changed', () => {
    const { circuit, calls, pass } = breaker();
    const early = Array.from({ length: 30 }, () => circuit.admit());
    calls(20, 'failed');
    pass(5_000);
    circuit.admit()?.('answered');
    for (const report of early) report?.('failed');
    expect(circuit.state).toBe('closed');
  });
});
