// Runs before the first paint, so that a dark page never flashes white. No module, no inline script: the page's
// content security policy forbids the latter. The key and its values are those of src/ui/pieces/theme.ts.
(() => {
  const root = document.documentElement;
  let theme = null;
  try {
    theme = JSON.parse(localStorage.getItem('cerebrate.theme'));
  } catch {
    // what cannot be read was not chosen
  }
  theme ??= root.getAttribute('data-default-theme');
  if (theme !== 'light' && theme !== 'dark') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-bs-theme', theme);
})();
