import { type FleetBoard, type FleetSetting, fleet } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, type Column, RelativeTime, toast } from '../../ui/index.js';
import { text } from './text.js';

const words = text.desired;

/** The columns of what is wanted of all instances, with where it is not so. */
export function desiredColumns({ members }: FleetBoard): readonly Column<FleetSetting>[] {
  const where = ({ setting }: FleetSetting): string =>
    members
      .filter(({ drift }) => drift.some((one) => one.setting === setting))
      .map(({ tool }) => tool.name)
      .join(', ');
  return [
    { key: 'setting', label: words.setting, always: true, card: 'title', mono: true, value: ({ setting }) => setting },
    { key: 'value', label: words.value, card: 'fact', mono: true, value: ({ value }) => value },
    { key: 'differing', label: words.differing, card: 'fact', value: (row) => where(row) || words.nowhere },
    { key: 'note', label: words.note, card: 'none', value: ({ note }) => note },
    { key: 'by', label: words.by, card: 'none', value: ({ by }) => by },
    { key: 'modified', label: words.modified, card: 'none', cell: ({ modified }) => <RelativeTime at={modified} /> },
  ];
}

/** Lets a setting be as it is on each instance; wanting it again is the undo. */
export function releaseAction(connector: string, wanted: FleetSetting, changed: () => Promise<void>): Action {
  const { setting, value, note } = wanted;
  const undo = async () => {
    await call(fleet.desire, { params: { connector }, body: { setting, value, note } });
    await changed();
  };
  return {
    label: words.release,
    icon: 'x-lg',
    onSelect: () =>
      void call(fleet.release, { params: { connector, setting } }).then(() => {
        toast({ tone: 'ok', text: words.released(setting), undo });
        void changed();
      }, tellFailure),
  };
}
