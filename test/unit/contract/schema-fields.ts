/** Every field name in a zod schema, at any depth. */
import { z } from 'zod';

export function fieldNamesOf(schema: unknown, seen = new Set<unknown>()): string[] {
  if (!(schema instanceof z.ZodType) || seen.has(schema)) return [];
  seen.add(schema);
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, unknown>;
    return Object.entries(shape).flatMap(([name, field]) => [name, ...fieldNamesOf(field, seen)]);
  }
  return Object.values(schema.def)
    .flat()
    .flatMap((part) => fieldNamesOf(part, seen));
}
