import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import {
  UNSAFE_DataRouterStateContext as DataRouterState,
  Link,
  type LinkProps,
  UNSAFE_LocationContext as LocationState,
  useLocation,
  useMatches,
  useNavigate,
  useOutlet,
} from 'react-router';
import { text } from '../../text/en.js';
import type { RouteHandle } from '../feature.js';
import { PageTitle } from '../pieces/page-title.js';

const RouteDialog = lazy(() => import('./route-dialog.js').then((module) => ({ default: module.RouteDialog })));

/** The dialog around a page, when there is one. */
interface Dialog {
  /** Goes back to the page beneath; whoever guards unsaved changes may ask first. */
  close(): void;
  /** Id the heading must carry, so that the dialog has a name. */
  readonly headingId: string;
}

const DialogContext = createContext<Dialog | undefined>(undefined);

/** The dialog this page is shown in, or nothing when it is a page of its own. */
export const useDialog = (): Dialog | undefined => useContext(DialogContext);

/** Opens a `handle.modal` route as a dialog over the present page. */
export function useOpenModal(): (to: string) => void {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  return useCallback(
    (to: string) => void navigate(to, { state: { over: pathname + search }, preventScrollReset: true }),
    [navigate, pathname, search],
  );
}

/** A link to a `handle.modal` route; a new tab still opens it as a page. */
export function ModalLink(props: LinkProps) {
  const { pathname, search } = useLocation();
  return <Link {...props} state={{ over: pathname + search }} preventScrollReset />;
}

/**
 * Where the pages of a frame are drawn. A route with `handle.modal` that was reached from a page of ours is drawn as
 * a dialog, and the page beneath stays as it was: it goes on reading the router's state and location of the moment
 * the dialog opened. The router has no public way to do this, hence its two UNSAFE contexts; the version is pinned.
 * An address opened directly (or after a reload) has no page beneath and is drawn as a page.
 */
export function ModalOutlet() {
  const outlet = useOutlet();
  const routerState = useContext(DataRouterState);
  const locationState = useContext(LocationState);
  const { state } = useLocation();
  const handle = useMatches().at(-1)?.handle as RouteHandle | undefined;
  const beneath = useRef<{ outlet: ReactNode; routerState: typeof routerState; locationState: typeof locationState }>(
    null,
  );
  const isOver = Boolean(handle?.modal) && hasOver(state) && beneath.current !== null;
  const now = { outlet, routerState, locationState };
  useLayoutEffect(() => {
    if (!isOver) beneath.current = now;
  });
  const page = isOver && beneath.current ? beneath.current : now;
  return (
    <>
      <DataRouterState.Provider value={page.routerState}>
        <LocationState.Provider value={page.locationState}>{page.outlet}</LocationState.Provider>
      </DataRouterState.Provider>
      {isOver ? <DialogOver wide={handle?.modal === 'wide'}>{outlet}</DialogOver> : null}
    </>
  );
}

function hasOver(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'over' in state && typeof state.over === 'string';
}

function DialogOver({ wide, children }: { readonly wide: boolean; readonly children: ReactNode }) {
  const navigate = useNavigate();
  const headingId = useId();
  const close = useCallback(() => void navigate(-1), [navigate]);
  const dialog = useMemo(() => ({ close, headingId }), [close, headingId]);
  return (
    <Suspense fallback={null}>
      <RouteDialog wide={wide} headingId={headingId} onClose={close}>
        <DialogContext.Provider value={dialog}>{children}</DialogContext.Provider>
      </RouteDialog>
    </Suspense>
  );
}

interface FormPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The heading of a form or another small page: the dialog's head inside a dialog, a narrow page otherwise. */
export function FormPage({ title, lead, children }: FormPageProps) {
  const dialog = useDialog();
  if (dialog) {
    return (
      <>
        <PageTitle title={title} />
        <div className="modal-header">
          <div>
            <h1 className="modal-title" id={dialog.headingId}>
              {title}
            </h1>
            {lead ? <p className="muted mb-0">{lead}</p> : null}
          </div>
          <button type="button" className="btn-close" aria-label={text.close} onClick={dialog.close} />
        </div>
        {children}
      </>
    );
  }
  return (
    <div className="form-page">
      <PageTitle title={title} />
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {lead ? <p className="muted mb-0">{lead}</p> : null}
        </div>
      </header>
      <div className="surface">{children}</div>
    </div>
  );
}
