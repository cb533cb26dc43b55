/**
 * Every file of the packaged app, as the patterns it may have. Each must be there; nothing else may. The app makes demo workspaces only,
 * so the Solana development chain is in it. The EVM one is a program of somebody else, which Electron's integrity check of the archive
 * could not cover: it stays out, and the packaged demo says that payments in ether are not available.
 */
export const EXPECTED: readonly RegExp[] = [
  /^\/package\.json$/,
  /^\/main\/(main|cosigner|devchain|evm-devchain|officer|mpc-worker|prime-worker|signature-worker)\.js$/,
  /^\/main\/chunk-[\w.-]+\.js$/,
  /^\/preload\/preload\.cjs$/,
  /^\/renderer\/index\.html$/,
  /^\/renderer\/assets\/[\w.-]+\.js$/,
  /^\/renderer\/assets\/[\w.-]+\.css$/,
  /^\/renderer\/assets\/[\w.-]+\.woff2?$/,
  /^\/renderer\/assets\/icon-[\w-]+\.svg$/,
  /^\/main\/litesvm\.linux-x64-gnu\.node$/,
];

const PROGRAMS = [
  'main',
  'cosigner',
  'devchain',
  'evm-devchain',
  'officer',
  'mpc-worker',
  'prime-worker',
  'signature-worker',
].map((name) => `/main/${name}.js`);

/** What is wrong with a list of packaged files: unexpected ones, and kinds or programs that are missing. */
export function wrongContents(files: readonly string[]): readonly string[] {
  const unexpected = files.filter((file) => !EXPECTED.some((pattern) => pattern.test(file)));
  const absent = EXPECTED.filter((pattern) => !files.some((file) => pattern.test(file)));
  const programs = PROGRAMS.filter((program) => !files.includes(program));
  return [
    ...unexpected.map((file) => `${file} should not be in the package`),
    ...absent.map(({ source }) => `nothing in the package matches ${source}`),
    ...programs.map((program) => `${program} is missing from the package`),
  ];
}
