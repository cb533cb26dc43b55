/** Evidence bundles taken apart and put together again, as a forger would. */

/** The byte ranges of the top-level fields of a bundle. */
function fields(bundle: Uint8Array): Uint8Array[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.length);
  const end = (at: number): number => {
    const length = view.getUint32(at + 1);
    if (bundle[at] !== 5) return at + 5 + length;
    let next = at + 5;
    for (let item = 0; item < length; item += 1) next = end(next);
    return next;
  };
  const parts: Uint8Array[] = [];
  for (let at = 5; at < bundle.length; at = end(at)) parts.push(bundle.slice(at, end(at)));
  return parts;
}

function assemble(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from([5, 0, 0, 0, parts.length]), ...parts]));
}

/** Fields: version, protocol, runId, plan, identity keys, nonces, code, accused, consent, envelopes (numbered from 1). */
export function withField(bundle: Uint8Array, number: number, content: Uint8Array, type: number): Uint8Array {
  const parts = fields(bundle);
  const header = Buffer.from([type, 0, 0, 0, 0]);
  header.writeUInt32BE(content.length, 1);
  parts[number - 1] = Buffer.concat([header, content]);
  return assemble(parts);
}

export function withList(bundle: Uint8Array, number: number, items: readonly Uint8Array[]): Uint8Array {
  const parts = fields(bundle);
  const encoded = items.map((item) => {
    const header = Buffer.from([1, 0, 0, 0, 0]);
    header.writeUInt32BE(item.length, 1);
    return Buffer.concat([header, item]);
  });
  parts[number - 1] = Buffer.concat([Buffer.from([5, 0, 0, 0, items.length]), ...encoded]);
  return assemble(parts);
}
