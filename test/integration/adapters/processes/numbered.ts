/** Bytes that only this number has. */
export function numberBytes(value: number, byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, i) => (i < 4 ? value >> (8 * i) : value + i) & 0xff);
}
