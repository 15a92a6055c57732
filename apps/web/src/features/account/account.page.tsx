import { authKeys, factors, notifications, session } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, loadSession, ProblemError } from '../../api/index.js';
import { PasswordForm } from '../../parts/second-factor/index.js';
import { ListPage, Tabs } from '../../ui/index.js';
import { Appearance } from './appearance.js';
import { OwnBookmarks } from './bookmarks.js';
import { Passkeys, TwoFactor } from './factors.js';
import { Keys } from './keys.js';
import { Profile } from './profile.js';
import { Sessions } from './sessions.js';
import { Subscriptions } from './subscriptions.js';
import { text } from './text.js';

/** Oneself, one's signed-in browsers and keys. @throws ProblemError */
export async function loader({ request: { signal } }: LoaderFunctionArgs) {
  const { user } = await loadSession();
  if (!user) throw new ProblemError({ status: 401, title: '', detail: '' });
  const [browsers, own, keys, subscriptions] = await Promise.all([
    call(session.list, { signal }),
    call(factors.get, { signal }),
    call(authKeys.list, { query: { userId: String(user.id), limit: '200' }, signal }),
    call(notifications.subscriptions, { signal }),
  ]);
  return { user, browsers: browsers.items, own, keys, subscriptions };
}

/** One's own account (FEATURES SET-01…03, USR-03, AKY-01). */
export function Component() {
  const { user, browsers, own, keys, subscriptions } = useLoaderData<typeof loader>();
  return (
    <ListPage title={text.title}>
      <Tabs
        label={text.title}
        tabs={[
          { key: 'profile', label: text.tabs.profile, content: <Profile user={user} /> },
          { key: 'password', label: text.tabs.password, content: <Password /> },
          { key: 'two-factor', label: text.tabs.twoFactor, content: <TwoFactor own={own} /> },
          {
            key: 'passkeys',
            label: text.tabs.passkeys,
            count: own.passkeys.length,
            content: <Passkeys own={own} />,
          },
          {
            key: 'sessions',
            label: text.tabs.sessions,
            count: browsers.length,
            content: <Sessions browsers={browsers} />,
          },
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
          { key: 'bookmarks', label: text.tabs.bookmarks, content: <OwnBookmarks /> },
          { key: 'appearance', label: text.tabs.appearance, content: <Appearance /> },
        ]}
      />
    </ListPage>
  );
}

function Password() {
  return (
    <section className="account-password" aria-labelledby="account-password">
      <h2 id="account-password">{text.password.title}</h2>
      <p className="muted">{text.password.lead}</p>
      <PasswordForm />
    </section>
  );
}
