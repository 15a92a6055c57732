import { Link } from 'react-router';
import { text } from './text.js';

/** How it ended, and the way to the sign-in. */
export function Outcome({ title, lead }: { readonly title: string; readonly lead: string }) {
  return (
    <>
      <title>{title}</title>
      <h1>{title}</h1>
      <p role="status">{lead}</p>
      <Link to="/users/login">{text.signIn}</Link>
    </>
  );
}
