import { battery } from '../../../test/battery.js';

battery('tags', {
  endpoints: (await import('@cerebrate/contract')).tags,
  kind: 'tag',
  sample: (_world, at) => ({ name: `sample:tag="${at}"`, colour: '#123456' }),
  change: () => ({ body: { colour: '#abcdef' }, field: 'colour', value: '#abcdef' }),
  statements: 4,
});
