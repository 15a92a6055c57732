import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { Link, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { text } from '../text/en.js';
import { ConfirmDialog } from '../ui/feedback/confirm-dialog.js';
import { Toasts } from '../ui/feedback/toasts.js';
import {
  announce,
  type Hotkey,
  Icon,
  type NavigationEntry,
  remember,
  useAppliedTheme,
  useDelayed,
  useHotkeys,
  useRemembered,
} from '../ui/index.js';
import { ModalOutlet } from '../ui/overlay/modal-route.js';
import { answerKey } from '../ui/pieces/hotkeys.js';
import { NamedBrand } from './brand.js';
import { activeEntry, type Contributions, permitted } from './features.js';
import { LiveRegion } from './live-region.js';
import { Navigation } from './side-bar.js';
import { type Person, TopBar } from './top-bar.js';

const loadPalette = () => import('./palette.js');
const Palette = lazy(() => loadPalette().then((module) => ({ default: module.Palette })));
const Drawer = lazy(() => import('./drawer.js').then((module) => ({ default: module.Drawer })));
const ProofDialog = lazy(() =>
  import('../parts/second-factor/proof-dialog.js').then((module) => ({ default: module.ProofDialog })),
);
const KeyHelp = lazy(() => import('./key-help.js').then((module) => ({ default: module.KeyHelp })));

interface ShellProps {
  readonly person: Person;
  readonly may: (permission: string) => boolean;
  readonly contributions: Contributions;
  readonly onSignOut: () => void;
}

/** Every first page of a tab has the key `default`; its address keeps it from taking over another page's scroll. */
const scrollKey = ({ key, pathname, search }: { key: string; pathname: string; search: string }) =>
  key === 'default' ? pathname + search : key;

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

/** The frame of every page for signed-in users: side-bar, top bar, content, and what floats above. */
export function Shell({ person, may, contributions, onSignOut }: ShellProps) {
  const narrow = useRemembered('side.narrow', isFlag) ?? false;
  const [open, setOpen] = useState<'palette' | 'keys' | 'menu'>();
  const entries = useMemo(() => permitted(contributions.navigation, may), [contributions, may]);
  const commands = useMemo(() => permitted(contributions.commands, may), [contributions, may]);
  const active = activeEntry(entries, useLocation().pathname);
  const group = active ? text.shell.groups[active.group] : '';
  const close = () => setOpen(undefined);
  const fold = () => remember('side.narrow', !narrow);
  // it is there when the keys call it: what is typed at once is not lost
  // only ahead of time: what fails here is told when the palette is opened
  useEffect(() => void loadPalette().catch(() => undefined), []);
  useAppliedTheme();
  useShellKeys(setOpen, fold);
  usePageVoice();
  return (
    <div className="shell" data-narrow={narrow || undefined}>
      <a className="skip-link" href="#content">
        {text.skip}
      </a>
      <PageProgress />
      <SideBar entries={entries} narrow={narrow} onFold={fold} />
      <div className="shell-main">
        <TopBar
          person={person}
          group={group}
          notices={contributions.notices}
          onMenu={() => setOpen('menu')}
          onSearch={() => setOpen('palette')}
          onKeys={() => setOpen('keys')}
          onSignOut={onSignOut}
        />
        <main id="content" tabIndex={-1}>
          <ModalOutlet />
        </main>
      </div>
      <Suspense fallback={null}>
        <ProofDialog />
      </Suspense>
      <Suspense fallback={null}>
        {open === 'palette' ? (
          <Palette entries={entries} commands={commands} searches={contributions.searches} onClose={close} />
        ) : null}
        {open === 'menu' ? <Drawer entries={entries} onClose={close} /> : null}
        {open === 'keys' ? <KeyHelp onClose={close} /> : null}
      </Suspense>
      <ConfirmDialog />
      <Toasts />
      <LiveRegion />
      <ScrollRestoration getKey={scrollKey} />
    </div>
  );
}

interface SideBarProps {
  readonly entries: readonly NavigationEntry[];
  readonly narrow: boolean;
  readonly onFold: () => void;
}

function SideBar({ entries, narrow, onFold }: SideBarProps) {
  const label = narrow ? text.shell.unfold : text.shell.fold;
  return (
    <nav className="side-bar" aria-label={text.shell.navigation}>
      <Link to="/" className="brand" aria-label={text.app}>
        <NamedBrand narrow={narrow} />
      </Link>
      <Navigation entries={entries} narrow={narrow} />
      <button
        type="button"
        className="side-fold"
        aria-label={label}
        title={label}
        aria-expanded={!narrow}
        onClick={onFold}
      >
        <Icon name="layout-sidebar" />
      </button>
    </nav>
  );
}

/** The page's own keys, and the listener for all of them. */
function useShellKeys(open: (what: 'palette' | 'keys') => void, fold: () => void): void {
  const foldNow = useRef(fold);
  useEffect(() => {
    foldNow.current = fold;
  });
  useHotkeys(
    useMemo(
      (): Hotkey[] => [
        { keys: 'mod+k', label: text.keys.search, group: text.keys.anywhere, always: true, run: () => open('palette') },
        { keys: '?', label: text.keys.help, group: text.keys.anywhere, run: () => open('keys') },
        { keys: '[', label: text.keys.foldSide, group: text.keys.anywhere, run: () => foldNow.current() },
      ],
      [open],
    ),
  );
  useEffect(() => {
    document.addEventListener('keydown', answerKey);
    return () => document.removeEventListener('keydown', answerKey);
  }, []);
}

/** A thin line while the next page is on its way, after 200 ms. */
function PageProgress() {
  const isShown = useDelayed(useNavigation().state !== 'idle');
  return <div className="page-progress" data-shown={isShown || undefined} aria-hidden />;
}

/** After going to another page, focus moves to its content and its name is said aloud. */
function usePageVoice(): void {
  const { pathname, state } = useLocation();
  const before = useRef(pathname);
  const isDialog = typeof state === 'object' && state !== null && 'over' in state;
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (isDialog) return;
    // a page that put the focus somewhere itself keeps it there
    if (
      document.activeElement === null ||
      document.activeElement === document.body ||
      document.activeElement.closest('.side-bar, .crumbs, .drawer')
    ) {
      document.getElementById('content')?.focus({ preventScroll: true });
    }
    announce(document.title);
  }, [pathname, isDialog]);
}
