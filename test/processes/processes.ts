/** What the operating system says about processes, read from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `pid` and every living process below it. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid: child, parent } of processes()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const collect = (root: number): number[] => [root, ...(children.get(root) ?? []).flatMap(collect)];
  return collect(pid);
}

/** Processes whose command line contains `text`. */
export function processesWith(text: string): number[] {
  return processes()
    .map(({ pid }) => pid)
    .filter((pid) => pid !== process.pid && read(`/proc/${pid}/cmdline`).includes(text));
}

/** Local addresses, as the kernel writes them, on which one of `pids` listens for TCP. */
export function listeners(pids: readonly number[]): string[] {
  const LISTENING = '0A';
  const inodes = new Set(pids.flatMap(socketInodes));
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => read(table).split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && inodes.has(fields[9] ?? ''))
    .map((fields) => fields[1] ?? '');
}

function processes(): { pid: number; parent: number }[] {
  return (
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), stat: read(`/proc/${name}/stat`) }))
      // The command in parentheses may contain anything; state, parent and the rest follow the last one. Z is dead already.
      .map(({ pid, stat }) => ({ pid, fields: stat.slice(stat.lastIndexOf(')') + 2).split(' ') }))
      .filter(({ fields }) => fields[0] !== '' && fields[0] !== 'Z')
      .map(({ pid, fields }) => ({ pid, parent: Number(fields[1]) }))
  );
}

function socketInodes(pid: number): string[] {
  return list(`/proc/${pid}/fd`)
    .map((name) => /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${name}`))?.[1])
    .filter((inode) => inode !== undefined);
}

// A process may end between two reads: what is gone has nothing to say.
const read = (path: string): string => orElse(() => readFileSync(path, 'utf8'), '');
const link = (path: string): string => orElse(() => readlinkSync(path), '');
const list = (path: string): string[] => orElse(() => readdirSync(path), []);

function orElse<T>(attempt: () => T, otherwise: T): T {
  try {
    return attempt();
  } catch {
    return otherwise;
  }
}
