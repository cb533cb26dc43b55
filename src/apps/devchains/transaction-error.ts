/** litesvm's transaction errors in the form that a Solana node writes into JSON, with the node's words for the common ones. */

/** `"BlockhashNotFound"`, or an object with one such name: what nodes put into `err`. */
export type TransactionErrorJson = string | { readonly [name: string]: unknown };

/** Fieldless errors of the runtime, in the order of litesvm's `TransactionErrorFieldless`. */
// prettier-ignore
const TRANSACTION_ERRORS = [
  'AccountInUse', 'AccountLoadedTwice', 'AccountNotFound', 'ProgramAccountNotFound', 'InsufficientFundsForFee',
  'InvalidAccountForFee', 'AlreadyProcessed', 'BlockhashNotFound', 'CallChainTooDeep', 'MissingSignatureForFee',
  'InvalidAccountIndex', 'SignatureFailure', 'InvalidProgramForExecution', 'SanitizeFailure', 'ClusterMaintenance',
  'AccountBorrowOutstanding', 'WouldExceedMaxBlockCostLimit', 'UnsupportedVersion', 'InvalidWritableAccount',
  'WouldExceedMaxAccountCostLimit', 'WouldExceedAccountDataBlockLimit', 'TooManyAccountLocks',
  'AddressLookupTableNotFound', 'InvalidAddressLookupTableOwner', 'InvalidAddressLookupTableData',
  'InvalidAddressLookupTableIndex', 'InvalidRentPayingAccount', 'WouldExceedMaxVoteCostLimit',
  'WouldExceedAccountDataTotalLimit', 'MaxLoadedAccountsDataSizeExceeded', 'ResanitizationNeeded',
  'InvalidLoadedAccountsDataSizeLimit', 'UnbalancedTransaction', 'ProgramCacheHitMaxLimit', 'CommitCancelled',
] as const;

/** Fieldless errors of an instruction, in the order of litesvm's `InstructionErrorFieldless`. */
// prettier-ignore
const INSTRUCTION_ERRORS = [
  'GenericError', 'InvalidArgument', 'InvalidInstructionData', 'InvalidAccountData', 'AccountDataTooSmall',
  'InsufficientFunds', 'IncorrectProgramId', 'MissingRequiredSignature', 'AccountAlreadyInitialized',
  'UninitializedAccount', 'UnbalancedInstruction', 'ModifiedProgramId', 'ExternalAccountLamportSpend',
  'ExternalAccountDataModified', 'ReadonlyLamportChange', 'ReadonlyDataModified', 'DuplicateAccountIndex',
  'ExecutableModified', 'RentEpochModified', 'NotEnoughAccountKeys', 'AccountDataSizeChanged', 'AccountNotExecutable',
  'AccountBorrowFailed', 'AccountBorrowOutstanding', 'DuplicateAccountOutOfSync', 'InvalidError',
  'ExecutableDataModified', 'ExecutableLamportChange', 'ExecutableAccountNotRentExempt', 'UnsupportedProgramId',
  'CallDepth', 'MissingAccount', 'ReentrancyNotAllowed', 'MaxSeedLengthExceeded', 'InvalidSeeds', 'InvalidRealloc',
  'ComputationalBudgetExceeded', 'PrivilegeEscalation', 'ProgramEnvironmentSetupFailure', 'ProgramFailedToComplete',
  'ProgramFailedToCompile', 'Immutable', 'IncorrectAuthority', 'AccountNotRentExempt', 'InvalidAccountOwner',
  'ArithmeticOverflow', 'UnsupportedSysvar', 'IllegalOwner', 'MaxAccountsDataAllocationsExceeded',
  'MaxAccountsExceeded', 'MaxInstructionTraceLengthExceeded', 'BuiltinProgramsMustConsumeComputeUnits',
  'BorshIoError',
] as const;

/** The node's own sentence for the errors a person meets; others are told by name. */
const SENTENCES: Readonly<Record<string, string>> = {
  AccountNotFound: 'Attempt to debit an account but found no record of a prior credit.',
  AlreadyProcessed: 'This transaction has already been processed',
  BlockhashNotFound: 'Blockhash not found',
  InsufficientFundsForFee: 'Insufficient funds for fee',
  InvalidAccountForFee: 'This account may not be used to pay transaction fees',
  SanitizeFailure: 'Transaction failed to sanitize accounts offsets correctly',
};

/** What litesvm's `FailedTransactionMetadata.err()` returns: a number, or an object of a class named after the error. */
type LiteSvmError = number | object;

interface InstructionFailure {
  readonly index: number;
  err(): LiteSvmError;
}

function isInstructionFailure(error: object): error is InstructionFailure {
  return 'err' in error && 'index' in error;
}

/** The JSON form of a litesvm error. */
export function toTransactionErrorJson(error: LiteSvmError): TransactionErrorJson {
  if (typeof error === 'number') return TRANSACTION_ERRORS[error] ?? 'SanitizeFailure';
  const name = error.constructor.name.replace(/^TransactionError/, '');
  if ('accountIndex' in error) return { [name]: { account_index: error.accountIndex } };
  if (isInstructionFailure(error)) return { InstructionError: [error.index, toInstructionErrorJson(error.err())] };
  return 'index' in error ? { [name]: error.index } : name;
}

/** The message of a failed preflight, as a node words it. */
export function describeTransactionError(error: TransactionErrorJson): string {
  if (typeof error === 'string') return SENTENCES[error] ?? error;
  if ('InsufficientFundsForRent' in error) return 'Transaction results in an account with insufficient funds for rent';
  const instruction = error['InstructionError'];
  if (!Array.isArray(instruction)) return Object.keys(error).join();
  const [index, reason] = instruction as readonly unknown[];
  const custom =
    typeof reason === 'object' && reason !== null && 'Custom' in reason ? Number(reason.Custom) : undefined;
  const words = custom === undefined ? String(reason) : `custom program error: 0x${custom.toString(16)}`;
  return `Error processing Instruction ${String(index)}: ${words}`;
}

function toInstructionErrorJson(error: LiteSvmError): TransactionErrorJson {
  if (typeof error === 'number') return INSTRUCTION_ERRORS[error] ?? 'GenericError';
  return 'code' in error ? { Custom: error.code } : 'BorshIoError';
}
