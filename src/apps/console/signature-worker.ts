/** Worker thread that verifies batches of signatures with OpenSSL. */
import { createEd25519Verifier } from '../../adapters/identity/verify-ed25519.ts';
import { serveTask } from '../../adapters/workers/serve-task.ts';
import { signatureTask } from './signature-task.ts';

const verify = createEd25519Verifier();

serveTask(signatureTask, ({ signal, onMessage, post }) => {
  onMessage(({ id, checks }) => {
    post({ id, answers: checks.map((one) => verify(one.publicKey, one.message, one.signature)) });
  });
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
});
