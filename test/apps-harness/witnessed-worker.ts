/** Starts runs as the product does, and writes down every signature share before the co-signer gets to send it. */
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesToHex } from '../../src/base/bytes.ts';
import { parseEnvelope, payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import { isRelease } from '../../src/apps/cosigner/release-point.ts';
import type { RunHostOptions } from '../../src/apps/cosigner/run-host.ts';
import type { RunJob } from '../../src/apps/cosigner/run-task.ts';
import { startRunInWorker as startUnseen } from '../../src/apps/cosigner/start-worker.ts';
import { SHARES_FILE, type SentShare } from './sent-shares.ts';

export const startRunInWorker: RunHostOptions['startRun'] = (job, onMessage) =>
  startUnseen(job, (message) => {
    if (message.type === 'send' && job.kind !== 'reopen' && isRelease(job, message.round))
      writeDown(job, message.envelope);
    onMessage(message);
  });

function writeDown(job: RunJob, envelope: Uint8Array): void {
  const share: SentShare = {
    runId: 'runId' in job ? bytesToHex(job.runId) : '',
    presigId: job.kind === 'online' ? bytesToHex(job.presigId) : null,
    payload: bytesToHex(payloadHashOf(parseEnvelope(envelope).envelope.payload)),
  };
  // A process that is killed loses nothing of what it wrote: the page is the system's.
  appendFileSync(join(dirname(job.sharePath), SHARES_FILE), `${JSON.stringify(share)}\n`);
}
