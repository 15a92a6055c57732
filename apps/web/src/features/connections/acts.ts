import { type Connection, connections } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { toolText } from '../../parts/tools/index.js';
import { type Action, confirm, toast } from '../../ui/index.js';
import { text } from './text.js';

/** What the caller may do with a connection now; `changed` is told after each act, also one that failed half-way. */
export function connectionActions(connection: Connection, changed: () => void): readonly Action[] {
  const { may } = connection;
  const name = text.name(connection.tool.name, connection.remoteTool.name);
  const params = { ref: String(connection.id) };
  const told = (act: () => Promise<void>) => () => void act().catch(tellFailure).finally(changed);
  const sure = (words: { title(name: string): string; body: string; act: string }, tone?: 'danger') =>
    confirm({ title: words.title(name), body: words.body, act: words.act, ...(tone ? { tone } : {}) });
  const test = async () => {
    const isConnected = (await call(connections.test, { params })).test?.isConnected === true;
    toast({ tone: isConnected ? 'ok' : 'broken', text: text.tested(isConnected) });
  };
  const resume = async () => {
    const { state } = await call(connections.resume, { params });
    toast({ tone: 'ok', text: text.resumed(toolText.states[state].toLowerCase()) });
  };
  const rotate = async () => {
    if (!(await sure(text.rotating))) return;
    await call(connections.rotate, { params });
    toast({ tone: 'ok', text: text.rotating.done });
  };
  const end = (how: 'cancel' | 'disconnect') => async () => {
    const words = how === 'cancel' ? text.cancelling : text.disconnecting;
    if (!(await sure(words, 'danger'))) return;
    await call(connections[how], { params, body: {} });
    toast({ tone: 'ok', text: words.done });
  };
  const offered: readonly (readonly [boolean, Action])[] = [
    [may.resume, { label: text.acts.resume, icon: 'play', primary: true, onSelect: told(resume) }],
    [may.test, { label: text.acts.test, icon: 'arrow-repeat', primary: true, hotkey: 't', onSelect: told(test) }],
    [may.rotate, { label: text.acts.rotate, icon: 'key', onSelect: told(rotate) }],
    [may.cancel, { label: text.acts.cancel, icon: 'slash-circle', tone: 'danger', onSelect: told(end('cancel')) }],
    [
      may.disconnect,
      { label: text.acts.disconnect, icon: 'plug', tone: 'danger', menu: true, onSelect: told(end('disconnect')) },
    ],
  ];
  return offered.flatMap(([isOffered, action]) => (isOffered ? [action] : []));
}
