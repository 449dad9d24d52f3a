/** Why a header was refused, as people read it. */
import type { Reject } from '../consensus/index.ts';
import { formatBits } from './format.ts';

/** The facts of a refusal as people read them: targets in their compact form as hexadecimal digits. */
export function factTexts({
  id: _id,
  permanence: _permanence,
  reason: _reason,
  ...facts
}: Reject): Record<string, string> {
  const text = (name: string, value: string | number | null): string =>
    typeof value === 'number' && /bits$/i.test(name) ? formatBits(value) : String(value ?? 'none');
  return Object.fromEntries(
    Object.entries(facts as Record<string, string | number | null>).map(([name, value]) => [name, text(name, value)]),
  );
}
