// Runs before the first paint, so that a dark page never flashes white. No module, no inline script: the page's
// content security policy forbids the latter. The key and its values are those of src/shell/theme.ts.
(() => {
  let theme = 'auto';
  try {
    theme = JSON.parse(localStorage.getItem('cerebrate.theme') ?? '"auto"');
  } catch {
    theme = 'auto';
  }
  if (theme !== 'light' && theme !== 'dark') {
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.setAttribute('data-bs-theme', theme);
})();
