/** The console's clock as this window sees it: ages and deadlines are counted from it, not from the window's own. */
import { useEffect, useState } from 'react';
import { useStatus } from './queries.ts';

/** Milliseconds since 1970 by the console's clock, once per `stepMs`. */
export function useNow(stepMs = 1_000): number {
  const { data, dataUpdatedAt } = useStatus();
  const [local, setLocal] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setLocal(Date.now()), stepMs);
    return () => clearInterval(timer);
  }, [stepMs]);
  if (data === undefined) return local;
  return Number(data.now) + Math.max(0, local - dataUpdatedAt);
}
