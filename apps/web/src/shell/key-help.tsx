import { text } from '../text/en.js';
import { grouped, Modal, printedKeys } from '../ui/index.js';
import { useHotkeyList } from '../ui/pieces/hotkeys.js';

const onRows = [
  { keys: 'x', label: text.keys.select },
  { keys: '↵', label: text.keys.open },
  { keys: 'e', label: text.keys.edit },
].map((key) => ({ ...key, group: text.keys.lists }));
const inForms = [
  { keys: 'mod+Enter', label: text.keys.save, group: text.keys.forms },
  { keys: 'Esc', label: text.keys.leave, group: text.keys.forms },
];

/** The keys that mean something on this page. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const registered = useHotkeyList();
  const hasList = registered.some((key) => key.group === text.keys.lists);
  const keys = [...registered, ...(hasList ? onRows : []), ...inForms];
  return (
    <Modal title={text.keys.title} show onClose={onClose}>
      <div className="key-help">
        {grouped(keys, (key) => key.group).map(([group, members]) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {members.map((key) => (
                <div key={`${key.keys} ${key.label}`}>
                  <dt>{key.label}</dt>
                  <dd>
                    {printedKeys(key.keys)
                      .split(' ')
                      .map((one) => (
                        <kbd key={one}>{one}</kbd>
                      ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
