/**
 * Two-phase activation (reshare.md 6) as a pure reducer: which epoch of one key a device uses, keeps and may erase. A certificate of all new
 * members moves everybody; whoever acknowledged keeps both epochs until then, whatever anybody decides.
 *
 * How storage serves it. For every event: `applyActivation` first (it throws when a rule forbids the step), then write, then act on the outside.
 *   prepared        seal the share and its auxiliary data, fsync file and directory, `EpochStore.prepare`; only then the event
 *   self-tested     after reading the sealed share back from disk: x'_j·G == X'_j (`decodeKeyShare` does), Paillier round trip
 *   acknowledged    `EpochStore.recordAnswer('ack')` on disk, then send the ACK; `refused` the same with 'nack'
 *   certified       after `isCommitCert`: store certificate, `EpochStore.activate` and deletion of old presignatures in one transaction
 *   erased          `mayErase` decides (never the store alone: an acknowledged PREPARED epoch is erasable under a later certificate);
 *                   remove the sealed share, fsync the directory, `EpochStore.markErased`; only then the event
 * After a restart the state is read back and `dutiesOf` says what is left to do; nothing is ever generated again.
 */
import { AppError } from '../../../base/errors.ts';
import { areSameTerms, type ActivationTerms } from './acknowledgement.ts';

export type EpochState = 'PREPARED' | 'ACTIVE' | 'RETIRED' | 'ERASED';

/** A sharing of which this device has or had a share. */
export interface EpochRecord {
  readonly epoch: number;
  readonly state: EpochState;
  readonly terms: ActivationTerms;
  readonly isSelfTested: boolean;
  /** One or the other, on disk before it is sent. */
  readonly answer: 'ack' | 'nack' | undefined;
}

export interface ActivationState {
  /** Ascending. */
  readonly epochs: readonly EpochRecord[];
  /** Terms of the certificate of the highest epoch that has one here. */
  readonly certified: ActivationTerms | undefined;
  /** Whether that epoch proved itself: a test signature with this device succeeded, or the grace period is over. */
  readonly isProven: boolean;
  /** Epochs for which the operators ended the waiting (ABORT). It ends nothing else. */
  readonly abandoned: readonly number[];
}

export type ActivationEvent =
  /** A share of a new epoch is on disk. */
  | { readonly type: 'prepared'; readonly terms: ActivationTerms }
  | { readonly type: 'self-tested'; readonly epoch: number }
  | { readonly type: 'acknowledged'; readonly epoch: number }
  | { readonly type: 'refused'; readonly epoch: number }
  /** A valid certificate is on disk; for key generation, the confirmations of all parties. */
  | { readonly type: 'certified'; readonly terms: ActivationTerms }
  /** A test signature of the certified epoch by a set with this device, or its grace period is over. */
  | { readonly type: 'test-signed' | 'grace-over'; readonly epoch: number }
  | { readonly type: 'abandoned'; readonly epoch: number }
  | { readonly type: 'erased'; readonly epoch: number };

export const NO_EPOCHS: ActivationState = { epochs: [], certified: undefined, isProven: false, abandoned: [] };

/** The state after an event. An event that has happened already changes nothing. @throws AppError `EPOCH_STATE` for one that a rule forbids */
export function applyActivation(state: ActivationState, event: ActivationEvent): ActivationState {
  switch (event.type) {
    case 'prepared':
      return prepared(state, event.terms);
    case 'self-tested':
      demand(isWaiting(state, event.epoch), 'only a prepared epoch is tested');
      return change(state, event.epoch, { isSelfTested: true });
    case 'acknowledged':
      return acknowledged(state, event.epoch);
    case 'refused':
      return refused(state, event.epoch);
    case 'certified':
      return certified(state, event.terms);
    case 'test-signed':
    case 'grace-over':
      demand(state.certified?.epoch === event.epoch, 'the epoch is not the certified one');
      demand(event.type === 'grace-over' || find(state, event.epoch) !== undefined, 'this device has no such share');
      return { ...state, isProven: true };
    case 'abandoned':
      return state.abandoned.includes(event.epoch) ? state : { ...state, abandoned: [...state.abandoned, event.epoch] };
    case 'erased':
      if (find(state, event.epoch)?.state === 'ERASED') return state;
      demand(mayErase(state, event.epoch), 'the share may still be needed');
      return change(state, event.epoch, { state: 'ERASED' });
  }
}

/** Rule 1, and rule 7: no number is dealt twice, whatever became of it. */
function prepared(state: ActivationState, terms: ActivationTerms): ActivationState {
  const known = find(state, terms.epoch);
  if (known !== undefined && areSameTerms(known.terms, terms)) return state;
  const isNew = state.epochs.every(({ epoch }) => epoch < terms.epoch) && (state.certified?.epoch ?? -1) < terms.epoch;
  demand(isNew, 'an epoch follows all earlier ones');
  const { epoch } = terms;
  const record: EpochRecord = { epoch, state: 'PREPARED', terms, isSelfTested: false, answer: undefined };
  return { ...state, epochs: [...state.epochs, record] };
}

/** Rules 2 and 3. */
function acknowledged(state: ActivationState, epoch: number): ActivationState {
  const record = find(state, epoch);
  if (record?.answer === 'ack') return state;
  demand(isWaiting(state, epoch), 'only a prepared epoch is acknowledged');
  demand(record?.isSelfTested === true, 'the share has not been read back from disk');
  demand(record?.answer === undefined, 'the epoch was refused');
  demand(!state.abandoned.includes(epoch), 'nobody waits for this epoch any more');
  demand((state.certified?.epoch ?? -1) < epoch, 'a later epoch is in force');
  return change(state, epoch, { answer: 'ack' });
}

/** Rule 7: only who has not acknowledged may refuse; no certificate can exist then, ever. */
function refused(state: ActivationState, epoch: number): ActivationState {
  const record = find(state, epoch);
  if (record?.answer === 'nack') return state;
  demand(isWaiting(state, epoch) && record?.answer === undefined, 'only an unanswered prepared epoch is refused');
  return change(state, epoch, { answer: 'nack' });
}

/**
 * Rules 5 and 7: the highest epoch with a certificate wins; a late one of a lower epoch is obeyed unless a higher one is held. Everything below is
 * retired, prepared epochs too. On a device that holds no share of the epoch (a removed one) nothing becomes active.
 */
function certified(state: ActivationState, terms: ActivationTerms): ActivationState {
  const highest = state.certified;
  if (highest !== undefined && terms.epoch < highest.epoch) return state;
  if (highest?.epoch === terms.epoch) {
    demand(areSameTerms(highest, terms), 'two certificates of one epoch contradict each other');
    return state;
  }
  const own = find(state, terms.epoch);
  // Without our ACK there is no certificate; a device that remembers none has lost what it had written.
  demand(
    own === undefined || (own.answer === 'ack' && areSameTerms(own.terms, terms)),
    'we have not acknowledged this',
  );
  const epochs = state.epochs.map((record): EpochRecord => {
    if (record.epoch === terms.epoch) return { ...record, state: 'ACTIVE' };
    const isReplaced = record.epoch < terms.epoch && record.state !== 'ERASED';
    return isReplaced ? { ...record, state: 'RETIRED' } : record;
  });
  return { ...state, epochs, certified: terms, isProven: false };
}

/** Rules 6 and 7: whether the share of an epoch may be destroyed now. */
export function mayErase(state: ActivationState, epoch: number): boolean {
  const record = find(state, epoch);
  if (record?.state === 'PREPARED') return record.answer === 'nack';
  return record?.state === 'RETIRED' && state.certified !== undefined && state.isProven;
}

export type SigningVerdict =
  /** The epoch in use. */
  | 'sign'
  /** A later epoch is in force. */
  | 'retired'
  /** We hold the share, but do not know whether everybody does: ask the peers for the certificate first. */
  | 'ask-for-certificate'
  | 'unknown';

/** Whether this device signs in an epoch. A signing session names exactly one, in its `sid`. */
export function signingVerdict(state: ActivationState, epoch: number): SigningVerdict {
  if (state.certified !== undefined && epoch < state.certified.epoch) return 'retired';
  const record = find(state, epoch);
  if (record?.state === 'ACTIVE') return 'sign';
  return record?.state === 'PREPARED' ? 'ask-for-certificate' : 'unknown';
}

/** The epoch in use, if there is one. */
export function activeEpoch(state: ActivationState): number | undefined {
  return state.epochs.find((record) => record.state === 'ACTIVE')?.epoch;
}

export type Duty =
  | { readonly type: 'self-test' | 'acknowledge' | 'refuse'; readonly epoch: number }
  /** Send the recorded answer, again after a restart; ask for the certificate until one is there, also after an ABORT. */
  | { readonly type: 'send-ack' | 'send-nack' | 'ask-for-certificate'; readonly epoch: number }
  /** Give the certificate to whoever asks; presignatures of lower epochs must be gone. */
  | { readonly type: 'offer-certificate' | 'delete-presignatures-below' | 'test-sign'; readonly epoch: number }
  | { readonly type: 'erase'; readonly epoch: number };

/** What a device has left to do, in order: the whole of it follows from the stored state, so that a crash at any point loses nothing. */
export function dutiesOf(state: ActivationState): Duty[] {
  const duties = state.epochs.flatMap((record) => preparedDuties(state, record));
  if (state.certified !== undefined) {
    const { epoch } = state.certified;
    duties.push({ type: 'offer-certificate', epoch }, { type: 'delete-presignatures-below', epoch });
    if (!state.isProven && activeEpoch(state) === epoch) duties.push({ type: 'test-sign', epoch });
  }
  for (const { epoch } of state.epochs) if (mayErase(state, epoch)) duties.push({ type: 'erase', epoch });
  return duties;
}

function preparedDuties(state: ActivationState, { epoch, state: is, answer, isSelfTested }: EpochRecord): Duty[] {
  if (is !== 'PREPARED') return [];
  if (answer === 'ack') {
    return [
      { type: 'send-ack', epoch },
      { type: 'ask-for-certificate', epoch },
    ];
  }
  if (answer === 'nack') return [{ type: 'send-nack', epoch }];
  if (state.abandoned.includes(epoch)) return [{ type: 'refuse', epoch }];
  return [{ type: isSelfTested ? 'acknowledge' : 'self-test', epoch }];
}

function find(state: ActivationState, epoch: number): EpochRecord | undefined {
  return state.epochs.find((record) => record.epoch === epoch);
}

function isWaiting(state: ActivationState, epoch: number): boolean {
  return find(state, epoch)?.state === 'PREPARED';
}

function change(state: ActivationState, epoch: number, fields: Partial<EpochRecord>): ActivationState {
  const epochs = state.epochs.map((record) => (record.epoch === epoch ? { ...record, ...fields } : record));
  return { ...state, epochs };
}

function demand(condition: boolean, reason: string): void {
  if (condition) return;
  throw new AppError({
    code: 'EPOCH_STATE',
    kind: 'bug',
    message: `An epoch of a key cannot change like this: ${reason}.`,
    safe: 'No share was changed or erased.',
  });
}
