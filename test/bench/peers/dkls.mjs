/**
 * DKLs23 by Silence Laboratories (WebAssembly): another protocol for the same signatures. It multiplies by oblivious transfer instead of Paillier
 * encryption: much less computation, several times the bytes, and no proof of who cheated that third parties could check.
 */
import { KeygenSession, SignSession } from '@silencelaboratories/dkls-wasm-ll-node';
import { Clocks, ms, repeat } from './clock.mjs';

const HASH = new Uint8Array(32).fill(7);

/** What the others sent to a party: copies, because the library consumes what it reads. */
function inbox(messages, party) {
  return messages
    .filter(({ from_id, to_id }) => from_id !== party && (to_id === undefined || to_id === party))
    .map((message) => message.clone());
}

/** Most bytes that one party has sent; a broadcast counts once for each receiver. */
class Bytes {
  constructor(parties) {
    this.parties = parties;
    this.sent = new Map(parties.map((party) => [party, 0]));
  }

  count(messages) {
    for (const { from_id, to_id, payload } of messages) {
      const copies = to_id === undefined ? this.parties.length - 1 : 1;
      this.sent.set(from_id, this.sent.get(from_id) + copies * payload.length);
    }
    return messages;
  }

  get most() {
    return Math.max(...this.sent.values());
  }
}

function generateKeys(partyCount, minSigners) {
  const parties = Array.from({ length: partyCount }, (_, i) => i);
  const [clocks, bytes] = [new Clocks(partyCount), new Bytes(parties)];
  const each = (run) => parties.map((party) => clocks.of(party, () => run(party)));
  const sessions = each((party) => new KeygenSession(partyCount, minSigners, party));
  const first = bytes.count(each((party) => sessions[party].createFirstMessage()));
  const next = (messages, extra) => {
    const inboxes = parties.map((party) => inbox(messages, party));
    return bytes.count(each((party) => sessions[party].handleMessages(inboxes[party], extra)).flat());
  };
  const second = next(first);
  const commitments = each((party) => sessions[party].calculateChainCodeCommitment());
  const third = next(second);
  const fourth = next(third, commitments);
  next(fourth);
  const shares = each((party) => sessions[party].keyshare());
  return { shares, party: clocks.slowest, sent: bytes.most };
}

function sign(shares) {
  const parties = shares.map(({ partyId }) => partyId);
  const bytes = new Bytes(parties);
  let clocks = new Clocks(parties.length);
  const each = (run) => parties.map((party, i) => clocks.of(i, () => run(i, party)));
  const sessions = each((i) => new SignSession(shares[i], 'm'));
  let messages = bytes.count(each((i) => sessions[i].createFirstMessage()));
  for (let round = 0; round < 3; round += 1) {
    const inboxes = parties.map((party) => inbox(messages, party));
    messages = bytes.count(each((i) => sessions[i].handleMessages(inboxes[i])).flat());
  }
  const presign = clocks.slowest;
  const presignSent = bytes.most;
  clocks = new Clocks(parties.length);
  const last = bytes.count(each((i) => sessions[i].lastMessage(HASH)));
  const inboxes = parties.map((party) => inbox(last, party));
  const signatures = each((i) => sessions[i].combine(inboxes[i]));
  const isSigned = signatures.every(([R, S]) => R.length === 32 && S.length === 32);
  if (!isSigned) throw new Error('no signature');
  return { presign, presignSent, online: clocks.slowest };
}

export function dkls() {
  return [
    { partyCount: 2, minSigners: 2 },
    { partyCount: 3, minSigners: 2 },
    { partyCount: 5, minSigners: 3 },
  ].flatMap(({ partyCount, minSigners }) => {
    const title = `${minSigners}of${partyCount}`;
    // A whole key generation of five takes tens of seconds
    let shares;
    const dkg = repeat(
      () => {
        const { party, sent, ...made } = generateKeys(partyCount, minSigners);
        ({ shares } = made);
        return { party, sent };
      },
      { warmUp: 0, runs: partyCount > 3 ? 1 : 3 },
    );
    const copies = () => shares.slice(0, minSigners).map((share) => share.constructor.fromBytes(share.toBytes()));
    const signing = repeat(() => sign(copies()), { warmUp: 4, runs: 15 });
    return [
      ms(
        `peer-dkls.dkg.${title}.party`,
        'slowest party; with everything that signing needs, so compare DKG and aux',
        dkg.party,
      ),
      { name: `peer-dkls.dkg.${title}.sent`, params: 'by the party that sends most', value: dkg.sent, unit: 'bytes' },
      ms(`peer-dkls.presign.${title}.party`, 'slowest party, three rounds; envelopes unsigned', signing.presign),
      {
        name: `peer-dkls.presign.${title}.sent`,
        params: 'by the party that sends most',
        value: signing.presignSent,
        unit: 'bytes',
      },
      ms(
        `peer-dkls.sign-online.${title}.party`,
        'slowest party, with its verification; envelopes unsigned',
        signing.online,
      ),
    ];
  });
}
