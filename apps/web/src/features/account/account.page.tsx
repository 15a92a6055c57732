import { authKeys, notifications, session } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, loadSession, ProblemError } from '../../api/index.js';
import { ListPage, Tabs } from '../../ui/index.js';
import { Appearance } from './appearance.js';
import { Keys } from './keys.js';
import { Profile } from './profile.js';
import { Security } from './security.js';
import { Subscriptions } from './subscriptions.js';
import { text } from './text.js';

/** Oneself, one's signed-in browsers and keys. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const { user } = await loadSession();
  if (!user) throw new ProblemError({ status: 401, title: '', detail: '' });
  const [browsers, keys, subscriptions] = await Promise.all([
    call(session.list, { signal }),
    call(authKeys.list, { query: { userId: String(user.id), limit: '200' }, signal }),
    call(notifications.subscriptions, { signal }),
  ]);
  return { user, browsers: browsers.items, keys, subscriptions };
}

/** One's own account (FEATURES SET-01…03, USR-03, AKY-01). */
export function Component() {
  const { user, browsers, keys, subscriptions } = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.title}>
      <Tabs
        label={text.title}
        tabs={[
          { key: 'profile', label: text.tabs.profile, content: <Profile user={user} /> },
          { key: 'security', label: text.tabs.security, content: <Security browsers={browsers} /> },
          {
            key: 'keys',
            label: text.tabs.keys,
            count: keys.total ?? keys.items.length,
            content: <Keys keys={keys.items} />,
          },
          {
            key: 'notifications',
            label: text.tabs.notifications,
            content: <Subscriptions subscriptions={subscriptions} />,
          },
          { key: 'appearance', label: text.tabs.appearance, content: <Appearance /> },
        ]}
      />
    </ListPage>
  );
}
