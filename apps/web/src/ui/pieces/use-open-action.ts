import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import { useOpenModal } from '../overlay/modal-route.js';
import type { Action } from './action.js';

/** Does an action as its button would: goes there, opens the dialog, fetches the file, or runs it. */
export function useOpenAction(): (action: Pick<Action, 'to' | 'modal' | 'href' | 'onSelect'>) => void {
  const navigate = useNavigate();
  const openModal = useOpenModal();
  return useCallback(
    ({ to, modal, href, onSelect }) => {
      onSelect?.();
      if (to !== undefined) {
        if (modal) openModal(to);
        else void navigate(to);
      } else if (href !== undefined) window.location.assign(href);
    },
    [navigate, openModal],
  );
}
