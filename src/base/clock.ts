/** Time as milliseconds since the Unix epoch. Injected, so that tests own it and pure layers cannot read it by themselves. */
export interface Clock {
  now(): bigint;
}
