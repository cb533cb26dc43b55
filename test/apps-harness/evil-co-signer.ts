/**
 * A co-signer in an attacker's hands: its real home, keys, replica and judge, and then it breaks the protocol.
 * `evil-co-signer.ts --home DIR --kind KIND --evil wrong-share|silent|equivocates`
 */
import { parseArgs } from 'node:util';
import { startCoSigner } from '../../src/apps/cosigner/start-co-signer.ts';
import { controlChannelOf, relayPortOf } from '../../src/apps/processes/channels.ts';
import { openHome } from '../../src/apps/processes/home.ts';
import { ChildMessage, ParentMessage } from '../../src/apps/processes/parent-messages.ts';
import { parentPipe } from '../../src/apps/processes/parent-pipe.ts';
import { CoSignerKind } from '../../src/treasury/workspace/entry.ts';
import { evilRun, Misdeed } from './evil-run.ts';

const { values } = parseArgs({
  options: { home: { type: 'string' }, kind: { type: 'string' }, evil: { type: 'string' } },
});
const misdeed = Misdeed.parse(values.evil);
const kind = CoSignerKind.parse(values.kind);
const pipe = parentPipe();
const report = (part: string, error: unknown): void =>
  void process.stderr.write(`evil ${kind} ${part}: ${String(error)}\n`);
const control = controlChannelOf(pipe, ChildMessage, ParentMessage, (error) => report('control', error));
pipe.onClose(() => process.exit(0));
process.on('SIGTERM', () => process.exit(0));

control.onMessage((message) => {
  if (message.type !== 'open') return;
  void open(message.passphrase, message.rpcUrl);
});

async function open(passphrase: Uint8Array | null, rpcUrl: string): Promise<void> {
  const home = await openHome(values.home ?? '', passphrase);
  const { identity, joined } = home;
  control.send({
    type: 'cosigner.open',
    identityKey: identity.signer.publicKey,
    channelKey: identity.channel.publicKey,
    kind,
    joined: joined?.workspaceId ?? null,
  });
  await startCoSigner({ home, port: relayPortOf(pipe), rpcUrl, startRun: evilRun(misdeed, identity.signer), report });
  control.send({ type: 'following' });
}
