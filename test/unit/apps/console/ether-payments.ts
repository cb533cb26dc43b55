/** Payments in ether in a small log, as a coordinator sees them: requests change with what it appends. */
import type { ChainAccess, Standing } from '../../../../src/apps/console/chains/chain-access.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { EntryBody } from '../../../../src/treasury/workspace/entry.ts';
import type { RequestState, SessionState, WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { EVM_ADDRESS, EVM_NETWORK } from './views/evm-vault.ts';
import { ACTORS, World } from './views/world.ts';

/** Pid of the device whose console it is: the CFO's, who completes requests. */
export const SELF = ACTORS.cfo.pid;

const ETHER = {
  ...{ network: EVM_NETWORK, from: EVM_ADDRESS, payeeId: '', amount: 5n },
  ...{ to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', accountId: 'operating-eth', feeCeiling: 10n },
} as const;

export const unreachable = (): AppError =>
  new AppError({ code: 'CHAIN_UNREACHABLE', kind: 'chain', message: 'The EVM endpoint does not answer.' });

type OnAdmitted = (entry: { entry: { author: string; body: EntryBody } }, state: WorkspaceState) => void;

export class EtherLog {
  readonly world = World.make();
  readonly requests = new Map<string, RequestState>();
  readonly appended: EntryBody[] = [];
  /** What the next appends throw. */
  readonly faults: AppError[] = [];
  readonly #listeners: OnAdmitted[] = [];

  get state(): WorkspaceState {
    return { ...this.world.state, requests: this.requests };
  }

  /** A request that the CFO completed. */
  approved(): RequestState {
    return this.#put(this.world.request(this.world.approved()));
  }

  /** One with a signature over bytes with nonce 4, proposed by the CFO's console. */
  signed(status: 'signed' | 'broadcast'): RequestState {
    const requestId = this.world.agreed();
    this.world.sign(requestId);
    const session = this.world.session(requestId);
    const proposal = { ...session.proposal, lifetime: { nonce: 4n, feeCap: 1n } };
    const own: SessionState = { ...session, proposal, proposedBy: SELF };
    return this.#put({ ...this.world.request(requestId), status, sessions: [own] });
  }

  status(requestId: string): string {
    return this.requests.get(requestId)?.status ?? 'none';
  }

  /** Entries of this type that were appended. */
  entries(type: EntryBody['type']): EntryBody[] {
    return this.appended.filter((body) => body.type === type);
  }

  /** What a console that starts now reads. */
  replica() {
    const parts = {
      onAdmitted: (listener: unknown) => {
        this.#listeners.push(listener as OnAdmitted);
        return () => undefined;
      },
      append: (body: EntryBody) => {
        const fault = this.faults.shift();
        if (fault !== undefined) return Promise.reject(fault);
        this.admit(body);
        return Promise.resolve({ index: this.#index() });
      },
    };
    const state = (): WorkspaceState => this.state;
    return Object.defineProperty(parts, 'state', { get: state }) as typeof parts & { readonly state: WorkspaceState };
  }

  admit(body: EntryBody): void {
    this.appended.push(body);
    const request = 'requestId' in body ? this.requests.get(body.requestId) : undefined;
    if (request !== undefined) this.requests.set(request.requestId, after(request, body, this.#index()));
    for (const listener of this.#listeners) listener({ entry: { author: SELF, body } }, this.state);
  }

  #index(): number {
    return this.world.state.size + this.appended.length;
  }

  #put(request: RequestState): RequestState {
    const ether: RequestState = { ...request, intent: { ...request.intent, ...ETHER, chain: 'evm', asset: 'ETH' } };
    this.requests.set(request.requestId, ether);
    return ether;
  }
}

function after(request: RequestState, body: EntryBody, index: number): RequestState {
  if (body.type === 'request.broadcast') return { ...request, status: 'broadcast', transactionId: body.transactionId };
  if (body.type === 'session.proposed') return { ...request, status: 'signing' };
  if (body.type !== 'request.settled') return request;
  if (body.outcome === 'expired') return { ...request, status: 'approved', transactionId: null };
  return { ...request, status: body.outcome, settled: { outcome: body.outcome, slot: body.slot, index, time: 0n } };
}

/** An EVM network that says these things one after the other, the last one for ever; and what it was sent and asked to build. */
export class EtherChain {
  readonly sent: string[] = [];
  built = 0;
  says: (Standing | AppError)[];
  /** Thrown by the next builds. */
  readonly refuses: AppError[] = [];

  constructor(...says: (Standing | AppError)[]) {
    this.says = says;
  }

  access(): ChainAccess {
    const access: Partial<ChainAccess> = {
      chain: 'evm',
      assemble: (transfer) => Promise.resolve({ ...transfer, wire: '0x02', transactionId: `0x${'ab'.repeat(32)}` }),
      standing: () => {
        const [now] = this.says.length > 1 ? this.says.splice(0, 1) : this.says;
        return now === undefined || now instanceof AppError
          ? Promise.reject(now ?? unreachable())
          : Promise.resolve(now);
      },
      send: ({ wire }) => {
        this.sent.push(wire);
        return Promise.resolve();
      },
      build: () => {
        this.built += 1;
        const refusal = this.refuses.shift();
        if (refusal !== undefined) return Promise.reject(refusal);
        return Promise.resolve({ unsigned: Uint8Array.of(2), lifetime: { nonce: 5n, feeCap: 1n } });
      },
    };
    return access as ChainAccess;
  }
}

/** Everything that can happen without time passing has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}
