/** The protocol runs of key ceremonies between machines that may die, be cut off, or never come: the engine's sessions, and no threads. */
import { stageRunId } from '../../src/apps/direct/run-ids.ts';
import { RunAborted } from '../../src/apps/cosigner/run-host.ts';
import type { ProtocolJob, RunResult } from '../../src/apps/cosigner/run-task.ts';
import { auxHashOf, encodePublic } from '../../src/apps/cosigner/runs/share-on-disk.ts';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { withAux, type EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { createAuxSession, createEcdsaKeygenSession } from '../../src/engine/mpc/cggmp24/sessions.ts';
import { createKeygenSession } from '../../src/engine/mpc/frost/index.ts';
import type { Outgoing, ProtocolAbort, Session } from '../../src/engine/mpc/protocol/index.ts';
import type { AnyKeyShare } from '../../src/engine/mpc/reshare/index.ts';
import { Died, type Life, type Machine } from './ceremony-machine.ts';
import type { CeremonyWorld } from './ceremony-world.ts';
import { auxPrimesOf } from './ecdsa-runs.ts';
import { verifyWithOpenSsl } from './party.ts';
import { testRng } from './test-rng.ts';

interface Sent {
  readonly from: Machine;
  readonly to: Machine;
  readonly runId: string;
  readonly envelope: Uint8Array;
}

/** One stage of a job on one machine. */
interface Seat {
  readonly machine: Machine;
  readonly life: Life;
  /** Of the job. */
  readonly jobRunId: string;
  step(act: (session: Session<unknown>) => readonly Outgoing[]): void;
}

export class CeremonyNet {
  readonly #world: CeremonyWorld;
  readonly #queue: Sent[] = [];
  /** By the stage's run and the machine's pid. */
  readonly #seats = new Map<string, Seat>();
  readonly #early: Sent[] = [];
  /** How many messages went to somebody. */
  delivered = 0;

  constructor(world: CeremonyWorld) {
    this.#world = world;
  }

  /** The stages of a ceremony's job, as its worker runs them. */
  run(machine: Machine, life: Life, job: ProtocolJob): Promise<RunResult> {
    if (job.kind === 'keygen') {
      const session = createKeygenSession({
        ...this.#setup(machine, job, 0),
        scheme: 'ed25519',
        keyId: job.vaultId,
        minSigners: job.minSigners,
      });
      return this.#stage(machine, life, job, { stage: 0, session, seals: (share) => share }).then(generated);
    }
    if (job.kind !== 'ecdsa-keygen') return new Promise(() => undefined);
    const session = createEcdsaKeygenSession({
      ...this.#setup(machine, job, 0),
      profile: 'TEST',
      keyId: job.vaultId,
      minSigners: job.minSigners,
    });
    return this.#stage(machine, life, job, { stage: 0, session }).then((share) =>
      this.#auxiliary(machine, life, job, share),
    );
  }

  async #auxiliary(machine: Machine, life: Life, job: ProtocolJob, share: EcdsaKeyShare): Promise<RunResult> {
    const session = createAuxSession({
      ...this.#setup(machine, job, 1),
      key: share,
      primes: auxPrimesOf(machine.place),
    });
    const aux = await this.#stage(machine, life, job, { stage: 1, session, seals: (made) => withAux(share, made) });
    return generated(withAux(share, aux));
  }

  #setup(machine: Machine, job: ProtocolJob, stage: number) {
    const runId = stageRunId(bytesToHex(job.runId), stage);
    const { machines } = this.#world;
    return {
      runId: bytesFromHex(runId, 32),
      self: job.self,
      parties: machines.map(({ holder }) => bytesFromHex(holder.pid, 32)),
      identityKeys: new Map(machines.map(({ holder }) => [holder.pid, holder.key.publicKey])),
      signer: machine.holder.key,
      verify: verifyWithOpenSsl,
      random: testRng(`${runId}/${machine.place}`),
      deadline: job.deadline,
    };
  }

  #stage<T>(
    machine: Machine,
    life: Life,
    job: ProtocolJob,
    { stage, session, seals }: { stage: number; session: Session<T>; seals?: (prepared: T) => AnyKeyShare },
  ): Promise<T> {
    const runId = stageRunId(bytesToHex(job.runId), stage);
    return new Promise((resolve, reject) => {
      let isSealed = false;
      let hasEnded = false;
      const end = (): void => {
        const { state } = session;
        if (state.type === 'waiting' || hasEnded) return;
        hasEnded = true;
        if (state.type === 'done') return resolve(state.result);
        if (isSealed) machine.erase(job);
        reject(abortOf(state.error));
      };
      const step = (act: (on: Session<T>) => readonly Outgoing[]): void => {
        if (life.isOver) return;
        try {
          const outgoing = act(session);
          if (seals !== undefined && !isSealed && session.prepared !== undefined) {
            machine.seal(life, job, seals(session.prepared));
            isSealed = true;
          }
          if (outgoing.length > 0) machine.point(life, `send ${stage}/${outgoing[0]?.round}`);
          this.#post(machine, runId, outgoing);
          end();
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      };
      const key = `${runId}/${machine.holder.pid}`;
      this.#seats.set(key, { machine, life, jobRunId: bytesToHex(job.runId), step });
      step((on) => on.start(this.#world.now));
      for (const early of this.#early.filter((sent) => sent.runId === runId && sent.to === machine))
        this.#queue.push(early);
    });
  }

  #post(from: Machine, runId: string, outgoing: readonly Outgoing[]): void {
    for (const { to, envelope } of outgoing) {
      for (const machine of this.#world.machines) {
        const isAddressed = to === 'all' ? machine !== from : machine.holder.pid === bytesToHex(to);
        if (isAddressed) this.#queue.push({ from, to: machine, runId, envelope });
      }
    }
  }

  /** Delivers one message. False when there is none. */
  deliver(): boolean {
    const sent = this.#queue.shift();
    if (sent === undefined) return false;
    this.delivered += 1;
    const { from, to, runId, envelope } = sent;
    if (!to.isUp || !this.#world.areConnected(from, to)) return true;
    const seat = this.#seats.get(`${runId}/${to.holder.pid}`);
    if (seat === undefined || seat.life.isOver) this.#early.push(sent);
    else seat.step((session) => session.receive(bytesFromHex(from.holder.pid, 32), envelope, this.#world.now));
    return true;
  }

  /** Everybody sees what time it is. */
  tick(): void {
    for (const seat of this.#seats.values()) seat.step((session) => session.tick(this.#world.now));
  }

  cancel(machine: Machine, life: Life, jobRunId: string): void {
    for (const seat of this.#seats.values())
      if (seat.machine === machine && seat.life === life && seat.jobRunId === jobRunId)
        seat.step((session) => session.cancel());
  }
}

function generated(share: AnyKeyShare): RunResult {
  const { groupKey, chainCode, transcriptHash, sid } = share;
  return {
    ...{ type: 'generated', groupKey, chainCode, transcriptHash, sid },
    ...{ auxHash: auxHashOf(share), publicData: encodePublic(share) },
  };
}

function abortOf({ code, message, blame }: ProtocolAbort): RunAborted {
  const blamed = blame.map((one) => ({ pid: bytesToHex(one.party), code: one.code, certainty: one.certainty }));
  return new RunAborted(code, message, blamed);
}
