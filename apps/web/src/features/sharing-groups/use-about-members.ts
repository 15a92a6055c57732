import type { SharingGroup } from '@cerebrate/contract';
import { useMemo } from 'react';

/**
 * The answer to a question about the members of a group: asked anew when they change, which counts the group's version
 * up, and when `about` does, which stands for everything else that `ask` is made of.
 */
export function useAboutMembers<T>(
  { id, version }: Pick<SharingGroup, 'id' | 'version'>,
  ask: () => Promise<T>,
  about = '',
): Promise<T> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when the answer is another one, `ask` does not
  return useMemo(ask, [id, version, about]);
}
