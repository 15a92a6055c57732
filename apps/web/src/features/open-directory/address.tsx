/** A website somebody else wrote down. */
export const Address = ({ url }: { readonly url: string }) => (
  <a href={url} target="_blank" rel="noopener noreferrer nofollow" className="cut">
    {url.replace(/^https?:\/\//i, '').replace(/\/$/, '')}
  </a>
);
