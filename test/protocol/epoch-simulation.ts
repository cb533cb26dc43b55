/**
 * Devices that go through two-phase activation (reshare.md 6) on simulated disks: every write can be lost or kept by a crash, every step is a
 * point at which a device can die. Shares are real Shamir shares of one secret, signatures are stand-ins: the state machine is what is tested.
 */
import { bytesToHex } from '../../src/base/bytes.ts';
import { taggedHash } from '../../src/base/tagged-hash.ts';
import { tlv } from '../../src/base/tlv.ts';
import {
  acknowledge,
  isAcknowledgement,
  type Acknowledgement,
  type ActivationTerms,
} from '../../src/engine/mpc/reshare/acknowledgement.ts';
import {
  activeEpoch,
  applyActivation,
  dutiesOf,
  NO_EPOCHS,
  signingVerdict,
  type ActivationEvent,
  type ActivationState,
} from '../../src/engine/mpc/reshare/activation.ts';
import {
  assembleCommitCert,
  isCommitCert,
  type CommitCert,
  type Members,
} from '../../src/engine/mpc/reshare/commit-cert.ts';

export const SECRET = 1_000_003n;
const FIELD = 2n ** 61n - 1n;

/** One sharing: who holds it, and the value of each holder's share. */
export interface Sharing {
  readonly epoch: number;
  readonly minSigners: number;
  /** Device names, in pid order. */
  readonly members: readonly string[];
  readonly shares: ReadonlyMap<string, bigint>;
  readonly terms: ActivationTerms;
}

export function sharing(epoch: number, minSigners: number, members: readonly string[]): Sharing {
  const coefficients = [
    SECRET,
    ...Array.from({ length: minSigners - 1 }, (_, k) => BigInt(7919 * (epoch + 1) + 104_729 * (k + 1))),
  ];
  const at = (name: string): bigint => coefficients.reduceRight((sum, c) => (sum * idOf(name) + c) % FIELD, 0n);
  const named = (tag: string): Uint8Array => taggedHash('test/kat', tlv.text(tag), tlv.u32(epoch));
  const terms = { sid: named('sid'), transcriptHash: named('T'), epoch, auxHash: named('aux') };
  return { epoch, minSigners, members, shares: new Map(members.map((name) => [name, at(name)])), terms };
}

const idOf = (name: string): bigint => BigInt(name.charCodeAt(0) - 64);

/** The secret behind shares, if they are of one sharing. */
export function interpolated(shares: readonly (readonly [string, bigint])[]): bigint {
  const inverse = (a: bigint): bigint => {
    let [result, base, exponent] = [1n, ((a % FIELD) + FIELD) % FIELD, FIELD - 2n];
    for (; exponent > 0n; exponent >>= 1n, base = (base * base) % FIELD)
      if (exponent & 1n) result = (result * base) % FIELD;
    return result;
  };
  const sum = shares.reduce((total, [name, value]) => {
    const weight = shares.reduce((product, [other]) => {
      if (other === name) return product;
      return (product * -idOf(other) * inverse(idOf(name) - idOf(other))) % FIELD;
    }, 1n);
    return total + value * weight;
  }, 0n);
  return ((sum % FIELD) + FIELD) % FIELD;
}

/** A stand-in for Ed25519: whoever knows the key makes it. */
const pidOf = (name: string): Uint8Array => new Uint8Array(32).fill(name.charCodeAt(0));
const signatures = new Map<string, Uint8Array>();
function signatureOf(key: Uint8Array, digest: Uint8Array): Uint8Array {
  const name = `${key[0]}/${bytesToHex(digest)}`;
  const known =
    signatures.get(name) ?? new Uint8Array([...taggedHash('test/kat', tlv.bytes(key), tlv.bytes(digest)), ...key]);
  signatures.set(name, known);
  return known;
}
const verify = (key: Uint8Array, digest: Uint8Array, sig: Uint8Array): boolean =>
  bytesToHex(signatureOf(key, digest)) === bytesToHex(sig);
const signerOf = (name: string) => ({
  publicKey: pidOf(name),
  sign: (digest: Uint8Array) => signatureOf(pidOf(name), digest),
});
const membersOf = ({ members }: Sharing): Members =>
  new Map(members.map((name) => [bytesToHex(pidOf(name)), pidOf(name)]));

export interface Disk {
  readonly shares: ReadonlyMap<number, bigint>;
  readonly state: ActivationState;
  readonly cert: CommitCert | undefined;
  /** Presignatures of each epoch: those that are still there, and whether one was used. */
  readonly presignatures: ReadonlyMap<number, 'AVAILABLE' | 'CONSUMED'>;
}

export type Message =
  | { readonly type: 'ack'; readonly from: string; readonly ack: Acknowledgement }
  | { readonly type: 'cert'; readonly cert: CommitCert }
  | { readonly type: 'ask'; readonly from: string; readonly epoch: number };

/** What a device did when it died, and whether what it had written but not synced survived. */
export interface CrashPoint {
  readonly device: string;
  /** The n-th step of this device. */
  readonly step: number;
  readonly unsynced: 'lost' | 'kept';
}

export class Device {
  readonly name: string;
  readonly #world: World;
  #durable: Disk;
  #written: Disk;
  #inbox: Message[] = [];
  #acks = new Map<number, Map<string, Acknowledgement>>();
  #sent = new Set<string>();
  #program: Generator<string, void, void> | undefined;
  #news: (Sharing | 'abandon' | 'use-presignature')[] = [];
  /** Names of the steps this device took, for readable failures. */
  readonly trace: string[] = [];
  isUp = true;

  constructor(name: string, world: World, first: Sharing) {
    this.name = name;
    this.#world = world;
    const share = first.shares.get(name);
    const events: ActivationEvent[] = [
      { type: 'prepared', terms: first.terms },
      { type: 'self-tested', epoch: first.epoch },
      { type: 'acknowledged', epoch: first.epoch },
      { type: 'certified', terms: first.terms },
      { type: 'test-signed', epoch: first.epoch },
    ];
    const held = share === undefined ? [] : events;
    const disk: Disk = {
      shares: new Map(share === undefined ? [] : [[first.epoch, share]]),
      state: held.reduce(applyActivation, NO_EPOCHS),
      cert: undefined,
      presignatures: new Map(share === undefined ? [] : [[first.epoch, 'AVAILABLE']]),
    };
    this.#durable = disk;
    this.#written = disk;
  }

  get disk(): Disk {
    return this.#durable;
  }

  /** Volatile input: the outcome of a protocol run, an ABORT of the operators, or a payment that needs the presignature. */
  tell(news: Sharing | 'abandon' | 'use-presignature'): void {
    if (this.isUp) this.#news.push(news);
  }

  deliver(message: Message): void {
    if (this.isUp) this.#inbox.push(message);
  }

  crash(unsynced: CrashPoint['unsynced']): void {
    if (unsynced === 'kept') this.#durable = this.#written;
    this.#written = this.#durable;
    this.isUp = false;
    this.#program = undefined;
    this.#inbox = [];
    this.#news = [];
    this.#acks.clear();
  }

  /** Reads the state back. Nothing volatile survives. */
  restart(): void {
    this.isUp = true;
    this.forgetSent();
  }

  /** The network has changed: what was sent may have to be sent again. */
  forgetSent(): void {
    this.#sent.clear();
  }

  /** One step. False when there is nothing to do. */
  step(): boolean {
    this.#program ??= this.#work();
    const next = this.#program.next();
    if (next.done === true) {
      this.#program = undefined;
      return false;
    }
    this.trace.push(next.value);
    return true;
  }

  *#work(): Generator<string, void, void> {
    for (let message = this.#inbox.shift(); message !== undefined; message = this.#inbox.shift())
      yield* this.#receive(message);
    yield* this.#removeOrphans();
    for (let news = this.#news.shift(); news !== undefined; news = this.#news.shift()) {
      if (news === 'use-presignature') yield* this.#usePresignature();
      else if (news === 'abandon') yield* this.#abandon();
      else yield* this.#prepare(news);
    }
    for (const duty of dutiesOf(this.#durable.state)) {
      const { epoch } = duty;
      switch (duty.type) {
        case 'self-test':
          if (this.#durable.shares.get(epoch) !== this.#world.sharing(epoch).shares.get(this.name))
            throw new Error('share damaged');
          yield 'self-test';
          yield* this.#store('self-tested', this.#apply({ type: 'self-tested', epoch }));
          return yield* this.#work();
        case 'acknowledge':
          yield* this.#store('acknowledged', this.#apply({ type: 'acknowledged', epoch }));
          return yield* this.#work();
        case 'refuse':
          yield* this.#store('refused', this.#apply({ type: 'refused', epoch }));
          return yield* this.#work();
        case 'send-ack':
          yield* this.#sendAck(epoch);
          break;
        case 'ask-for-certificate':
          yield* this.#once(`ask ${epoch}`, { type: 'ask', from: this.name, epoch });
          break;
        case 'offer-certificate':
          if (this.#durable.cert !== undefined)
            yield* this.#once(`cert ${epoch}`, { type: 'cert', cert: this.#durable.cert });
          break;
        case 'test-sign':
          if (!this.#world.canSign(this.name, epoch)) break;
          yield 'test-sign';
          yield* this.#store('test-signed', this.#apply({ type: 'test-signed', epoch }));
          return yield* this.#work();
        case 'erase': {
          const shares = new Map(this.#durable.shares);
          shares.delete(epoch);
          yield* this.#store('erase', { shares });
          yield* this.#store('erased', this.#apply({ type: 'erased', epoch }));
          return yield* this.#work();
        }
        case 'send-nack':
        case 'delete-presignatures-below':
          // A NACK ends waiting only; presignatures are deleted together with the activation below.
          break;
      }
    }
  }

  /** A share that was written but never recorded cannot have been acknowledged. */
  *#removeOrphans(): Generator<string, void, void> {
    const { shares, state } = this.#durable;
    const known = [...shares].filter(([epoch]) => state.epochs.some((record) => record.epoch === epoch));
    if (known.length < shares.size) yield* this.#store('orphan', { shares: new Map(known) });
  }

  *#prepare(made: Sharing): Generator<string, void, void> {
    const share = made.shares.get(this.name);
    if (share === undefined) return;
    yield 'run done';
    yield* this.#store('share', { shares: new Map([...this.#durable.shares, [made.epoch, share]]) });
    yield* this.#store('prepared', this.#apply({ type: 'prepared', terms: made.terms }));
  }

  *#abandon(): Generator<string, void, void> {
    for (const { epoch, state } of this.#durable.state.epochs) {
      if (state === 'PREPARED') yield* this.#store('abandoned', this.#apply({ type: 'abandoned', epoch }));
    }
  }

  /** Consumed on disk before anything leaves the device (cggmp24.md 8.3). */
  *#usePresignature(): Generator<string, void, void> {
    const epoch = activeEpoch(this.#durable.state);
    if (epoch === undefined || this.#durable.presignatures.get(epoch) !== 'AVAILABLE') return;
    yield* this.#store('consumed', { presignatures: new Map([...this.#durable.presignatures, [epoch, 'CONSUMED']]) });
    this.#world.released.push({ device: this.name, epoch });
    yield 'released';
  }

  *#sendAck(epoch: number): Generator<string, void, void> {
    const { terms } = this.#world.sharing(epoch);
    const ack = acknowledge(terms, signerOf(this.name));
    this.#keep(this.name, ack);
    yield* this.#once(`ack ${epoch}`, { type: 'ack', from: this.name, ack });
    yield* this.#certify(epoch);
  }

  *#receive(message: Message): Generator<string, void, void> {
    if (message.type === 'ack') {
      const { epoch } = message.ack;
      if (!isAcknowledgement(this.#world.sharing(epoch).terms, message.ack, pidOf(message.from), verify)) return;
      this.#keep(message.from, message.ack);
      yield* this.#certify(epoch);
    } else if (message.type === 'cert') {
      yield* this.#obey(message.cert);
    } else {
      const { cert } = this.#durable;
      if (cert !== undefined && cert.epoch >= message.epoch)
        this.#world.send(this.name, { type: 'cert', cert }, message.from);
    }
  }

  *#certify(epoch: number): Generator<string, void, void> {
    const made = this.#world.sharing(epoch);
    const cert = assembleCommitCert(made.terms, membersOf(made), this.#acks.get(epoch) ?? new Map(), verify);
    if (cert === undefined || (this.#durable.cert?.epoch ?? -1) >= epoch) return;
    yield 'certificate complete';
    yield* this.#obey(cert);
  }

  /** Certificate, activation and deletion of presignatures are one write. */
  *#obey(cert: CommitCert): Generator<string, void, void> {
    if (!isCommitCert(cert, membersOf(this.#world.sharing(cert.epoch)), verify)) throw new Error('a false certificate');
    if ((this.#durable.cert?.epoch ?? -1) >= cert.epoch) return;
    const { state } = this.#apply({ type: 'certified', terms: cert });
    const active = activeEpoch(state);
    const kept = [...this.#durable.presignatures].filter(([epoch]) => epoch >= cert.epoch);
    const fresh = active === cert.epoch ? [[cert.epoch, 'AVAILABLE'] as const] : [];
    yield* this.#store('certificate', { state, cert, presignatures: new Map([...kept, ...fresh]) });
  }

  #keep(from: string, ack: Acknowledgement): void {
    const acks = this.#acks.get(ack.epoch) ?? new Map<string, Acknowledgement>();
    this.#acks.set(ack.epoch, acks.set(bytesToHex(pidOf(from)), ack));
  }

  #apply(event: ActivationEvent): Pick<Disk, 'state'> {
    return { state: applyActivation(this.#durable.state, event) };
  }

  /** Before the write, after it, after the sync: three places to die. */
  *#store(what: string, change: Partial<Disk>): Generator<string, void, void> {
    yield `before ${what}`;
    this.#written = { ...this.#durable, ...change };
    yield `written ${what}`;
    this.#durable = this.#written;
    yield `synced ${what}`;
  }

  *#once(what: string, message: Message): Generator<string, void, void> {
    if (this.#sent.has(what)) return;
    this.#sent.add(what);
    this.#world.send(this.name, message);
    yield `sent ${what}`;
  }
}

export interface WorldOptions {
  readonly first: Sharing;
  readonly next: readonly Sharing[];
  readonly crashes?: readonly CrashPoint[];
  /** Which messages of a malicious sender go where; all by default. */
  readonly mayPass?: (from: string, to: string, message: Message) => boolean;
}

export class World {
  readonly devices: ReadonlyMap<string, Device>;
  readonly #sharings: readonly Sharing[];
  #crashes: readonly CrashPoint[];
  #mayPass: (from: string, to: string, message: Message) => boolean;
  #side: ReadonlySet<string> | undefined;
  #steps = new Map<string, number>();
  /** Presignatures with which a signature share left a device. */
  readonly released: { readonly device: string; readonly epoch: number }[] = [];
  /** Called after every step. */
  watch: () => void = () => undefined;

  constructor({ first, next, crashes = [], mayPass = () => true }: WorldOptions) {
    this.#sharings = [first, ...next];
    this.#crashes = crashes;
    this.#mayPass = mayPass;
    const names = [...new Set(this.#sharings.flatMap(({ members }) => members))].sort();
    this.devices = new Map(names.map((name) => [name, new Device(name, this, first)]));
  }

  sharing(epoch: number): Sharing {
    return this.#sharings.find((each) => each.epoch === epoch)!;
  }

  /** Cuts the network into this side and the rest; `undefined` heals it. */
  partition(side: ReadonlySet<string> | undefined): void {
    this.#side = side;
    for (const device of this.devices.values()) device.forgetSent();
  }

  /** Changes what passes, and lets everybody send again. */
  pass(mayPass: (from: string, to: string, message: Message) => boolean = () => true): void {
    this.#mayPass = mayPass;
    for (const device of this.devices.values()) device.forgetSent();
  }

  isConnected(a: string, b: string): boolean {
    return this.#side === undefined || this.#side.has(a) === this.#side.has(b);
  }

  send(from: string, message: Message, only?: string): void {
    for (const [name, device] of this.devices) {
      if (name === from || (only !== undefined && name !== only)) continue;
      if (this.isConnected(from, name) && this.#mayPass(from, name, message)) device.deliver(message);
    }
  }

  /** Whether a signing set with this device can sign in an epoch right now. */
  canSign(name: string, epoch: number): boolean {
    const able = [...this.devices.values()].filter(
      (each) => each.isUp && this.isConnected(name, each.name) && signingVerdict(each.disk.state, epoch) === 'sign',
    );
    return able.length >= this.sharing(epoch).minSigners && able.some((each) => each.name === name);
  }

  /** A device comes back; its peers notice and send again what it may have missed. */
  restart(name: string): void {
    this.devices.get(name)?.restart();
    for (const device of this.devices.values()) device.forgetSent();
  }

  /** Everybody works in turns until nobody has anything to do, or for some rounds of turns. */
  settle(rounds = Infinity): void {
    // A device that ends its work looks for more in the next round only.
    for (let left = rounds, idle = 0; idle < 2 && left > 0; left -= 1) {
      idle += 1;
      for (const device of this.devices.values()) {
        if (!device.isUp || !device.step()) continue;
        idle = 0;
        const step = (this.#steps.get(device.name) ?? 0) + 1;
        this.#steps.set(device.name, step);
        const crash = this.#crashes.find((each) => each.device === device.name && each.step === step);
        if (crash !== undefined) device.crash(crash.unsynced);
        this.watch();
      }
    }
  }

  /** From here on nobody dies. */
  stopCrashes(): void {
    this.#crashes = [];
  }

  stepsOf(name: string): number {
    return this.#steps.get(name) ?? 0;
  }
}
