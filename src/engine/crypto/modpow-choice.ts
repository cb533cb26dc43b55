/** The choice between the implementations, made once by the self-test. */
import { bigintModPow } from './modpow-bigint.ts';
import { opensslModPow } from './modpow-openssl.ts';
import type { ModPow, ModPowName } from './modpow-port.ts';
import { testModPow } from './modpow-self-test.ts';

/** `reason` says why OpenSSL is not used; then exponentiation is slow, and its time is not independent of secrets. */
export interface ModPowReport {
  readonly implementation: ModPowName;
  readonly reason?: string;
}

interface Choice {
  readonly modPow: ModPow;
  readonly report: ModPowReport;
}

let choice: Choice | undefined;

/** The implementation that passed the self-test; OpenSSL if it did. */
export function chooseModPow(): Choice {
  choice ??= choose();
  return choice;
}

/**
 * Takes over what the self-test of this process found, in another thread of it: the same OpenSSL computes there, and the test costs 0.25 s.
 * @param report `modPowReport()` of a thread of the same process, and of nowhere else
 */
export function adoptModPowReport(report: ModPowReport): void {
  choice ??= { modPow: report.implementation === 'openssl' ? opensslModPow : bigintModPow, report };
}

function choose(): Choice {
  const reason = testModPow(opensslModPow);
  if (reason === undefined) return { modPow: opensslModPow, report: { implementation: 'openssl' } };
  return { modPow: bigintModPow, report: { implementation: 'bigint', reason } };
}
